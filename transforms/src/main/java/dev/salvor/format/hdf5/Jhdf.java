package dev.salvor.format.hdf5;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import io.jhdf.FractalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.jhdf.btree.record.BTreeRecord;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts of jhdf that are used, over bytes that are checked before they are allocated. Whatever
 * jhdf throws at damaged bytes becomes {@code h5/damaged}.
 */
final class Jhdf {
  private final FileBytes bytes;
  private final HdfBackingStorage storage;

  Jhdf(FileBytes bytes, Superblock superblock) {
    this.bytes = bytes;
    this.storage = new Checked(bytes, superblock);
  }

  /** Bytes of the objects in the fractal heap of a group with many children. */
  List<ByteBuffer> links(long heap, long index) {
    return objects(heap, index, LinkNameForIndexedGroupRecord::getId, "links");
  }

  /** Bytes of the objects in the fractal heap of an object with many or large attributes. */
  List<ByteBuffer> attributes(long heap, long index) {
    return objects(heap, index, AttributeNameForIndexedAttributesRecord::getHeapId, "attributes");
  }

  private <T extends BTreeRecord> List<ByteBuffer> objects(
      long heap, long index, Function<T, ByteBuffer> id, String what) {
    return guard(
        heap,
        "heap of " + what,
        () -> {
          FractalHeap objects = new FractalHeap(storage, heap);
          List<ByteBuffer> found = new ArrayList<>();
          long budget = bytes.length();
          for (T record : new BTreeV2<T>(storage, index).getRecords()) {
            ByteBuffer object = objects.getId(id.apply(record));
            byte[] copy = new byte[object.remaining()];
            object.get(copy);
            found.add(ByteBuffer.wrap(copy));
            budget -= copy.length;
            if (budget < 0) {
              throw bytes.damaged(heap, "the %s are longer than the file", what);
            }
          }
          return found;
        });
  }

  /** Runs {@code work} of jhdf over the structure at {@code address}. */
  <T> T guard(long address, String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (ArtifactException | UncheckedIOException e) {
      throw e;
    } catch (UnsupportedHdfException e) {
      throw bytes.finding(Rule.H5_UNSUPPORTED, Math.max(0, address), "the %s: %s", what, reason(e));
    } catch (RuntimeException | StackOverflowError e) {
      throw bytes.damaged(Math.max(0, address), "the %s cannot be read: %s", what, reason(e));
    }
  }

  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  HdfBackingStorage storage() {
    return storage;
  }

  private record Checked(FileBytes bytes, Superblock superblock) implements HdfBackingStorage {
    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
      return bytes.read(address, length, "structure");
    }

    @Override
    public ByteBuffer map(long address, long length) {
      return bytes.read(address, length, "structure");
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
      return map(address, length);
    }

    @Override
    public long getUserBlockSize() {
      return 0;
    }

    @Override
    public io.jhdf.Superblock getSuperblock() {
      return new Widened(superblock);
    }

    @Override
    public FileChannel getFileChannel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getSizeOfOffsets() {
      return superblock.widths().offset();
    }

    @Override
    public int getSizeOfLengths() {
      return superblock.widths().length();
    }

    @Override
    public void close() {
      // the file is closed by its owner
    }

    @Override
    public long size() {
      return bytes.length();
    }

    @Override
    public boolean inMemory() {
      return true;
    }
  }

  /** jhdf's view of our superblock. */
  private static final class Widened extends io.jhdf.Superblock {
    private final Superblock superblock;

    Widened(Superblock superblock) {
      this.superblock = superblock;
    }

    @Override
    public int getVersionOfSuperblock() {
      return superblock.version();
    }

    @Override
    public int getSizeOfOffsets() {
      return superblock.widths().offset();
    }

    @Override
    public int getSizeOfLengths() {
      return superblock.widths().length();
    }

    @Override
    public long getBaseAddressByte() {
      return 0;
    }

    @Override
    public long getEndOfFileAddress() {
      return superblock.end();
    }

    @Override
    public Optional<ObjectHeader> getExtension() {
      return Optional.empty();
    }
  }
}
