package dev.salvor.format.hdf5;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An HDF5 file whose structure has been walked and found sound: superblock, object headers, links,
 * B-trees, heaps, addresses and sizes. Opening fails with {@link
 * dev.salvor.finding.ArtifactException} where it is truncated ({@code h5/truncated}), damaged
 * ({@code h5/damaged}) or refers to other files ({@code h5/external}).
 */
public final class Hdf5File implements AutoCloseable {

  private Hdf5File() {}

  /** Opens the whole of {@code file}. */
  public static Hdf5File open(Path file) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Opens the HDF5 file that lies in {@code length} bytes of {@code file} from {@code offset} on. */
  public static Hdf5File open(Path file, long offset, long length) throws IOException {
    throw new UnsupportedOperationException();
  }

  public Group root() {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads every chunked dataset once and throws at the first chunk whose checksum or filter fails.
   * Contiguous datasets carry no checksum.
   */
  public void verifyChunks() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {}
}
