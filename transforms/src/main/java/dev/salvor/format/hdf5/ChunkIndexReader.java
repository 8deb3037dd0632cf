package dev.salvor.format.hdf5;

import dev.salvor.format.hdf5.ChunkIndex.Chunk;
import dev.salvor.format.tensor.Shape;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.BTreeIndex;
import io.jhdf.dataset.chunked.indexing.ExtensibleArrayIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.dataset.chunked.indexing.ImplicitChunkIndex;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds all chunks of a dataset. Version 1 B-trees are walked here, with the bounds that group
 * trees have; the indexes of newer files are jhdf's.
 */
final class ChunkIndexReader {
  private static final String TREE = "B-tree node";
  private static final int CHUNKS = 1;
  private static final int MAX_LEVEL = 16;

  private final FileBytes bytes;
  private final Superblock superblock;
  private final Widths widths;
  private final Extents extents;
  private final Jhdf jhdf;

  ChunkIndexReader(FileBytes bytes, Superblock superblock, Extents extents, Jhdf jhdf) {
    this.bytes = bytes;
    this.superblock = superblock;
    this.widths = superblock.widths();
    this.extents = extents;
    this.jhdf = jhdf;
  }

  /**
   * @param chunk shape of a chunk
   * @param chunkBytes bytes of a chunk before filters
   */
  ChunkIndex read(Stored stored, Storage.Chunked storage, long[] chunk, long chunkBytes) {
    Shape shape = stored.space().shape();
    long expected = ChunkIndex.count(shape, chunk);
    if (expected > bytes.length()) {
      throw missing(stored, expected, 0);
    }
    Map<Long, Chunk> chunks = new HashMap<>();
    if (storage.index() instanceof Storage.Index.Tree) {
      tree(storage.address(), -1, shape, chunk, chunks);
    } else if (storage.index() instanceof Storage.Index.Single single) {
      long size = single.filteredSize() < 0 ? chunkBytes : single.filteredSize();
      add(chunks, 0, new Chunk(storage.address(), size, single.filterMask()));
    } else {
      foreign(storage, shape, chunk, (int) chunkBytes, chunks);
    }
    if (chunks.size() < expected) {
      throw missing(stored, expected, chunks.size());
    }
    return new ChunkIndex(shape, chunk, chunks);
  }

  private void tree(long address, int level, Shape shape, long[] chunk, Map<Long, Chunk> chunks) {
    int head = 8 + 2 * widths.offset();
    ByteBuffer node = bytes.read(address, head, "TREE", TREE);
    int type = node.get();
    int found = Byte.toUnsignedInt(node.get());
    int entries = Short.toUnsignedInt(node.getShort());
    if (type != CHUNKS || found > MAX_LEVEL || (level >= 0 && found != level)) {
      throw bytes.damaged(
          address, "a B-tree node of chunks has type %d and level %d", type & 0xFF, found);
    }
    if (entries > superblock.chunkEntries()) {
      throw bytes.damaged(address, "a B-tree node of chunks has %d entries", entries);
    }
    int key = 8 + 8 * (shape.rank() + 1);
    int size = entries * (key + widths.offset()) + key;
    extents.claim(address, head + size, TREE);
    ByteBuffer body = bytes.read(address + head, size, TREE);
    for (int entry = 0; entry < entries; entry++) {
      body.position(entry * (key + widths.offset()));
      long length = Integer.toUnsignedLong(body.getInt());
      int mask = body.getInt();
      long[] offset = new long[shape.rank()];
      for (int axis = 0; axis < offset.length; axis++) {
        offset[axis] = body.getLong();
      }
      body.getLong();
      long child = widths.address(body);
      if (found > 0) {
        tree(child, found - 1, shape, chunk, chunks);
      } else {
        add(chunks, number(shape, chunk, offset, address), new Chunk(child, length, mask));
      }
    }
  }

  private long number(Shape shape, long[] chunk, long[] offset, long address) {
    return ChunkIndex.number(shape, chunk, offset)
        .orElseThrow(
            () ->
                bytes.damaged(address, "a chunk lies at %s of %s", Arrays.toString(offset), shape));
  }

  private void foreign(
      Storage.Chunked storage, Shape shape, long[] chunk, int size, Map<Long, Chunk> chunks) {
    int[] dims = Arrays.stream(chunk).mapToInt(Math::toIntExact).toArray();
    DatasetInfo info = new DatasetInfo(size, shape.dims(), dims);
    long address = storage.address();
    Collection<io.jhdf.dataset.chunked.Chunk> found =
        jhdf.guard(address, "chunk index", () -> all(storage.index(), address, info));
    for (io.jhdf.dataset.chunked.Chunk each : found) {
      long length = Integer.toUnsignedLong(each.getSize());
      if (each.getAddress() != Widths.UNDEFINED) {
        add(
            chunks,
            number(shape, chunk, each.getChunkOffset(), address),
            new Chunk(each.getAddress(), length, mask(each.getFilterMask())));
      }
    }
  }

  private Collection<io.jhdf.dataset.chunked.Chunk> all(
      Storage.Index index, long address, DatasetInfo info) {
    HdfBackingStorage storage = jhdf.storage();
    if (index instanceof Storage.Index.Implicit) {
      return new ImplicitChunkIndex(address, info).getAllChunks();
    } else if (index instanceof Storage.Index.FixedArray) {
      return new FixedArrayIndex(storage, address, info).getAllChunks();
    } else if (index instanceof Storage.Index.ExtensibleArray) {
      return new ExtensibleArrayIndex(storage, address, info).getAllChunks();
    } else if (index instanceof Storage.Index.Tree2) {
      return new BTreeIndex(storage, address, info).getAllChunks();
    }
    return List.of();
  }

  private static int mask(BitSet bits) {
    long[] words = bits.toLongArray();
    return words.length == 0 ? 0 : (int) words[0];
  }

  private void add(Map<Long, Chunk> chunks, long number, Chunk chunk) {
    extents.claim(chunk.address(), chunk.size(), "chunk of a dataset");
    if (chunks.put(number, chunk) != null) {
      throw bytes.damaged(chunk.address(), "two chunks hold the same part of a dataset");
    }
  }

  private RuntimeException missing(Stored stored, long expected, long found) {
    return bytes.damaged(
        stored.address(),
        "a dataset of shape %s needs %d chunks of values but has %d",
        stored.space().shape(),
        expected,
        found);
  }
}
