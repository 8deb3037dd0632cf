package dev.salvor.beam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamStoreTest {
  private final Store store = new BeamStore();

  @TempDir Path root;

  @BeforeAll
  static void fileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b/plain.h5", "a[1]/m*?.h5", "{a}/ü b#c%20.h5", "back\\slash", "a\nb"})
  void whatIsWrittenIsThere(String path) throws IOException {
    String uri = Store.resolve(root.toString(), path);
    assertThat(store.exists(uri)).isFalse();
    try (WritableByteChannel out = store.create(uri)) {
      out.write(ByteBuffer.wrap("content".getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(Files.readString(root.resolve(path))).isEqualTo("content");
    assertThat(store.exists(uri)).isTrue();
    assertThat(store.list(root.toString())).extracting(ArtifactFile::path).containsExactly(path);
    try (InputStream in = Channels.newInputStream(store.open(uri))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("content");
    }
    store.delete(List.of(uri));
    assertThat(store.exists(uri)).isFalse();
    store.delete(List.of(uri));
  }

  @Test
  void aPatternIsNoFile() throws IOException {
    Files.createFile(root.resolve("model.h5"));
    assertThat(store.exists(root + "/*.h5")).isFalse();
    assertThat(store.exists(root.toString())).as("a directory").isFalse();
  }

  @Test
  void bucketsAreNotLocal() {
    assertThat(store.local("gs://bucket/a\nb")).isEmpty();
    assertThat(store.local("s3://bucket/key")).isEmpty();
    assertThat(store.local("/tmp/a:b//c")).contains(Path.of("/tmp/a:b/c"));
    assertThat(store.local("file:///tmp/a")).contains(Path.of("/tmp/a"));
  }
}
