package dev.salvor.inspect.keras;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.format.numpy.NpzFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The weights that lie beside an architecture, opened; their format is told by content. */
public sealed interface WeightFiles extends Closeable {

  /** One HDF5 file, of whatever layout. */
  record H5(Hdf5File file) implements WeightFiles {
    public Group root() {
      return file.root();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** The HDF5 files that a {@code .weights.json} names. */
  record Shards(List<Hdf5File> files) implements WeightFiles {
    public List<Group> roots() {
      return files.stream().map(Hdf5File::root).toList();
    }

    @Override
    public void close() throws IOException {
      for (Hdf5File file : files) {
        file.close();
      }
    }
  }

  /** A checkpoint of TensorFlow, which needs nothing to stay open. */
  record Checkpoint(CheckpointReader reader) implements WeightFiles {
    @Override
    public void close() {
      // reads open and close the files
    }
  }

  /** Arrays of NumPy. */
  record Npz(NpzFile file) implements WeightFiles {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** A pickle, which is examined before anything is taken from it. */
  record Pickled(ArtifactFile file) implements WeightFiles {
    @Override
    public void close() {
      // nothing is open yet
    }
  }

  /**
   * The weights of {@code staged}; empty where there is nothing beside the architecture.
   *
   * @throws dev.salvor.finding.ArtifactException where they are damaged or of no known format
   */
  static Optional<WeightFiles> open(StagedArtifact staged) throws IOException {
    List<ArtifactFile> files =
        staged.artifact().files().subList(1, staged.artifact().files().size());
    if (files.isEmpty()) {
      return Optional.empty();
    }
    for (ArtifactFile file : files) {
      if (file.name().endsWith(".weights.json")) {
        return Optional.of(shards(staged, file));
      }
    }
    for (ArtifactFile file : files) {
      if (file.name().endsWith(".index")) {
        return Optional.of(checkpoint(staged, file, ".index"));
      }
    }
    return Optional.of(one(staged, files.get(0)));
  }

  private static WeightFiles one(StagedArtifact staged, ArtifactFile file) throws IOException {
    Path path = staged.local(file);
    byte[] head = head(path);
    if (startsWith(head, "PK\003\004")) {
      return new Npz(NpzFile.open(path));
    } else if (head.length > 0 && (head[0] & 0xff) == 0x80) {
      return new Pickled(file);
    } else if (file.name().contains(".ckpt") || isTable(path)) {
      return checkpoint(staged, file, "");
    }
    return new H5(Hdf5File.open(path));
  }

  private static WeightFiles checkpoint(StagedArtifact staged, ArtifactFile file, String suffix)
      throws IOException {
    String prefix = file.path().substring(0, file.path().length() - suffix.length());
    return new Checkpoint(CheckpointReader.open(staged.root().resolve(prefix), prefix));
  }

  private static WeightFiles shards(StagedArtifact staged, ArtifactFile index) throws IOException {
    String json = Files.readString(staged.local(index), StandardCharsets.UTF_8);
    List<Hdf5File> opened = new ArrayList<>();
    Shards shards = new Shards(opened);
    try {
      for (String name : OpenArchive.shards(json)) {
        ArtifactFile file = find(staged, index, name);
        if (file == null) {
          throw Finding.of(
                  Rule.KERAS_WEIGHTS_MISSING,
                  Location.file(index.path()),
                  "%s names the shard %s, which is not beside it",
                  index.name(),
                  name)
              .exception();
        }
        opened.add(Hdf5File.open(staged.local(file)));
      }
    } catch (IOException | RuntimeException e) {
      shards.close();
      throw e;
    }
    return shards;
  }

  private static @Nullable ArtifactFile find(
      StagedArtifact staged, ArtifactFile index, String name) {
    return staged.artifact().files().stream()
        .filter(file -> file.directory().equals(index.directory()) && file.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static byte[] head(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(8);
    try (FileChannel channel = FileChannel.open(file)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {}
    }
    return Arrays.copyOf(head.array(), head.position());
  }

  private static boolean startsWith(byte[] bytes, String magic) {
    byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= expected.length
        && Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
  }

  /** The magic at the end of a leveldb table: a V1 checkpoint (tensorflow/core/lib/io/format.h). */
  private static boolean isTable(Path file) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate(8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      long from = channel.size() - 8;
      if (from < 0) {
        return false;
      }
      while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {}
    }
    return tail.getLong(0) == 0xdb4775248b80fb57L;
  }
}
