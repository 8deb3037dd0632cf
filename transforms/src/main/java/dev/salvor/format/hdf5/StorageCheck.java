package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checks that the values of a dataset are all there before anyone asks for them: its shape is a
 * claim, its storage the proof.
 */
final class StorageCheck {
  private static final long MAX_CHUNK = 1L << 27;
  private static final long MAX_RATIO = 200;
  private static final long FREE = 1L << 26;

  private final FileBytes bytes;
  private final Extents extents;
  private final ChunkIndexReader indexes;

  StorageCheck(FileBytes bytes, Superblock superblock, Extents extents, Jhdf jhdf) {
    this.bytes = bytes;
    this.extents = extents;
    this.indexes = new ChunkIndexReader(bytes, superblock, extents, jhdf);
  }

  /** The index of the chunks, where {@code stored} has any. */
  Optional<ChunkIndex> verify(Stored stored) {
    long size = size(stored);
    if (size == 0) {
      return Optional.empty();
    }
    if (stored.storage() instanceof Storage.Compact compact) {
      if (compact.data().remaining() < size) {
        throw missing(stored, size, compact.data().remaining());
      }
    } else if (stored.storage() instanceof Storage.Contiguous contiguous) {
      contiguous(stored, contiguous, size);
    } else if (stored.storage() instanceof Storage.Chunked chunked) {
      return Optional.of(chunked(stored, chunked, size));
    }
    return Optional.empty();
  }

  private long size(Stored stored) {
    try {
      return stored.byteSize();
    } catch (ArithmeticException e) {
      throw bytes.damaged(
          stored.address(),
          "a dataset of shape %s has more bytes than can be counted",
          stored.space().shape());
    }
  }

  private void contiguous(Stored stored, Storage.Contiguous contiguous, long size) {
    if (contiguous.address() == Widths.UNDEFINED) {
      throw missing(stored, size, 0);
    }
    if (contiguous.size() >= 0 && contiguous.size() < size) {
      throw missing(stored, size, contiguous.size());
    }
    extents.claim(contiguous.address(), size, "values of a dataset");
  }

  private ChunkIndex chunked(Stored stored, Storage.Chunked chunked, long size) {
    int rank = stored.space().shape().rank();
    long[] dims = chunked.chunk();
    if (dims.length != rank + 1 || dims[rank] != stored.type().size()) {
      throw bytes.damaged(
          stored.address(), "the chunks of a dataset do not have its shape and type");
    }
    long bytesOfChunk = 1;
    for (long dim : dims) {
      if (dim <= 0 || dim > Integer.MAX_VALUE) {
        throw bytes.damaged(stored.address(), "a chunk has a dimension of %d", dim);
      }
      bytesOfChunk = bytesOfChunk > MAX_CHUNK ? bytesOfChunk : bytesOfChunk * dim;
    }
    if (bytesOfChunk > MAX_CHUNK) {
      throw bytes.finding(
          Rule.H5_UNSUPPORTED,
          stored.address(),
          "a dataset has chunks of more than %d bytes",
          MAX_CHUNK);
    }
    if (chunked.address() == Widths.UNDEFINED) {
      throw missing(stored, size, 0);
    }
    ChunkIndex index = indexes.read(stored, chunked, Arrays.copyOf(dims, rank), bytesOfChunk);
    long written = index.chunks().values().stream().mapToLong(ChunkIndex.Chunk::size).sum();
    if (size > FREE && size / MAX_RATIO > written) {
      throw bytes.finding(
          Rule.ARCHIVE_BOMB,
          stored.address(),
          "a dataset of shape %s unpacks %d bytes to %d; one of zeros is admitted where it is not"
              + " compressed (h5repack -f NONE)",
          stored.space().shape(),
          written,
          size);
    }
    return index;
  }

  private RuntimeException missing(Stored stored, long size, long found) {
    return bytes.damaged(
        stored.address(),
        "a dataset of shape %s (%s) needs %d bytes of values but %d were written",
        stored.space().shape(),
        stored.type().label(),
        size,
        found);
  }
}
