package dev.salvor.format.kerasarchive;

import dev.salvor.format.hdf5.Hdf5File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An opened {@code .keras} archive, zip or directory, whose container is sound. */
public final class KerasArchive implements AutoCloseable {

  private KerasArchive() {}

  /**
   * @param file the zip or the directory
   * @param tempDir where the weights member is unpacked if it is compressed
   */
  public static KerasArchive open(Path file, Path tempDir) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** {@code config.json}, the architecture. */
  public String config() {
    throw new UnsupportedOperationException();
  }

  /** {@code metadata.json}; Keras loads archives that lack it. */
  public Optional<String> metadata() {
    throw new UnsupportedOperationException();
  }

  /** The weights as one file; throws where there is none, or where they are {@link #shards}. */
  public Hdf5File weights() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** {@code model.weights.json} where the weights are sharded (Keras 3.10 and later). */
  public Optional<String> shardIndex() {
    throw new UnsupportedOperationException();
  }

  /** A shard that {@link #shardIndex} names. */
  public Hdf5File shard(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Names of the files below {@code assets/}, with that prefix. */
  public List<String> assets() {
    throw new UnsupportedOperationException();
  }

  /** Bytes of an asset; its CRC-32 is verified at the end of the stream. */
  public InputStream asset(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {}
}
