package dev.salvor.format.hdf5;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An HDF5 file whose structure has been walked and found sound: superblock, object headers, links,
 * B-trees, heaps, addresses and sizes. Opening fails with {@link
 * dev.salvor.finding.ArtifactException} where it is truncated ({@code h5/truncated}), damaged
 * ({@code h5/damaged}) or refers to other files ({@code h5/external}). Where the store fails while
 * a node is read, {@link UncheckedIOException} is thrown.
 */
public final class Hdf5File implements Closeable {
  private final FileBytes bytes;
  private final Structure structure;

  private Hdf5File(FileBytes bytes, Structure structure) {
    this.bytes = bytes;
    this.structure = structure;
  }

  /** Opens the whole of {@code file}. */
  public static Hdf5File open(Path file) throws IOException {
    return open(file, 0, Files.size(file));
  }

  /**
   * Opens the HDF5 file that lies in {@code length} bytes of {@code file} from {@code offset} on.
   */
  public static Hdf5File open(Path file, long offset, long length) throws IOException {
    FileBytes whole = FileBytes.open(file, offset, length);
    boolean opened = false;
    try {
      FileBytes bytes = whole.from(SignatureDamage.locate(whole));
      Superblock superblock = Superblock.read(bytes);
      superblock.requireWhole(whole);
      Hdf5File result = new Hdf5File(bytes, Structure.walk(bytes, superblock));
      opened = true;
      return result;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      if (!opened) {
        whole.close();
      }
    }
  }

  public Group root() {
    return new StoredGroup(structure, "", structure.root());
  }

  /**
   * Reads every chunked dataset once and throws at the first chunk whose checksum or filter fails.
   * Contiguous datasets carry no checksum.
   */
  public void verifyChunks() throws IOException {
    try {
      structure.verifyChunks();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
