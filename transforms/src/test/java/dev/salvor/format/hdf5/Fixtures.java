package dev.salvor.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that h5py wrote (make_fixtures.py beside them), and what tests do with them. */
final class Fixtures {
  private Fixtures() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  static Path file(Path dir, String name) throws IOException {
    return Files.write(dir.resolve(name), bytes(name));
  }

  static ByteBuffer values(TensorData data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    data.writeTo(Channels.newChannel(out));
    return ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }

  static float[] floats(TensorData data) throws IOException {
    ByteBuffer values = values(data);
    float[] floats = new float[values.remaining() / 4];
    values.asFloatBuffer().get(floats);
    return floats;
  }

  /** Reads everything there is; what cannot be read says why. */
  static void readAll(Group group, int depth) throws IOException {
    attributes(group);
    for (String child : group.children()) {
      if (group.group(child).isPresent() && depth > 0) {
        readAll(group.group(child).get(), depth - 1);
      } else if (group.dataset(child).isPresent()) {
        Dataset dataset = group.dataset(child).get();
        attributes(dataset);
        try {
          TensorData data = dataset.data();
          if (data.type().size() > 0) {
            data.writeTo(Channels.newChannel(OutputStream.nullOutputStream()));
          }
        } catch (ArtifactException e) {
          assertThat(e.finding().message()).isNotEmpty();
        }
      }
    }
  }

  private static void attributes(Node node) {
    for (String name : node.attributes()) {
      try {
        node.texts(name);
      } catch (ArtifactException e) {
        assertThat(e.finding().message()).isNotEmpty();
      }
    }
  }
}
