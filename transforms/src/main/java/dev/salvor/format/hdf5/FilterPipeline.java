package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import io.jhdf.filter.BitShuffleFilter;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.Filter;
import io.jhdf.filter.Lz4Filter;
import io.jhdf.filter.LzfFilter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes the filters of a chunk, last applied first. What a chunk inflates to is known beforehand:
 * its nominal size, so a bomb is seen before it goes off.
 */
final class FilterPipeline {
  private static final int DEFLATE = 1;
  private static final int FLETCHER = 3;
  private static final int LZF = 32000;
  private static final int LZ4 = 32004;
  private static final int BITSHUFFLE = 32008;
  private static final int CHECKSUM = 4;
  private static final int SMALL_BLOCK = 1 << 16;

  private static final Set<Integer> OURS = Set.of(DEFLATE, FLETCHER);

  private static final Map<Integer, Filter> JHDF =
      Map.of(
          2,
          new ByteShuffleFilter(),
          LZF,
          new LzfFilter(),
          LZ4,
          new Lz4Filter(),
          BITSHUFFLE,
          new BitShuffleFilter());

  private static final Map<Integer, String> UNSUPPORTED =
      Map.of(
          4, "szip", 5, "nbit", 6, "scaleoffset", 32001, "blosc", 32015, "zstd", 32026, "blosc2");

  private final FileBytes bytes;
  private final Jhdf jhdf;
  private final List<FilterSpec> filters;
  private final String dataset;
  private final int size;

  /**
   * @param size bytes of a chunk before filters
   */
  FilterPipeline(FileBytes bytes, Jhdf jhdf, Stored stored, String dataset, int size) {
    this.bytes = bytes;
    this.jhdf = jhdf;
    this.filters = stored.filters();
    this.dataset = dataset;
    this.size = size;
    unknown(filters)
        .ifPresent(
            filter -> {
              throw bytes.finding(
                  Rule.H5_UNSUPPORTED,
                  stored.address(),
                  "dataset %s is stored with filter %d (%s)",
                  dataset,
                  filter.id(),
                  UNSUPPORTED.getOrDefault(filter.id(), filter.name()));
            });
  }

  /** The first filter that cannot be undone. */
  static Optional<FilterSpec> unknown(List<FilterSpec> filters) {
    return filters.stream()
        .filter(filter -> !OURS.contains(filter.id()) && !JHDF.containsKey(filter.id()))
        .findFirst();
  }

  /** The elements of {@code chunk}, exactly as many bytes as a chunk has. */
  byte[] decode(ChunkIndex.Chunk chunk) {
    byte[] data = bytes.read(chunk.address(), chunk.size(), "chunk of " + dataset).array();
    for (int index = filters.size() - 1; index >= 0; index--) {
      if ((chunk.filterMask() >>> index & 1) == 0) {
        data = undo(filters.get(index), data, chunk.address());
      }
    }
    if (data.length != size) {
      throw damaged(
          chunk.address(), "has " + data.length + " bytes after its filters, not " + size);
    }
    return data;
  }

  private byte[] undo(FilterSpec filter, byte[] data, long address) {
    if (filter.id() == DEFLATE) {
      return inflate(data, address);
    }
    if (filter.id() == FLETCHER) {
      return verified(data, address);
    }
    Filter jhdfs = JHDF.get(filter.id());
    if (jhdfs == null) {
      throw new IllegalStateException("filter " + filter.id());
    }
    requireSize(filter, data, address);
    int[] values = filter.values().stream().mapToInt(Integer::intValue).toArray();
    return jhdf.guard(address, "chunk of dataset " + dataset, () -> jhdfs.decode(data, values));
  }

  /** Filters that say how much they will unpack must not promise more than a chunk. */
  private void requireSize(FilterSpec filter, byte[] data, long address) {
    long promised = 0;
    if (filter.id() == LZF && filter.values().size() > 2) {
      promised = Integer.toUnsignedLong(filter.values().get(2));
    } else if (filter.id() == LZ4 || (filter.id() == BITSHUFFLE && filter.values().size() > 4)) {
      if (data.length < 12) {
        throw damaged(address, "is too short for its filter");
      }
      promised = ByteBuffer.wrap(data).getLong();
      long block = Integer.toUnsignedLong(ByteBuffer.wrap(data).getInt(8));
      promised = promised < 0 || block > Math.max(SMALL_BLOCK, size) ? Long.MAX_VALUE : promised;
    }
    if (promised > size + (long) CHECKSUM) {
      throw damaged(address, "promises to unpack to more than its " + size + " bytes");
    }
  }

  private byte[] verified(byte[] data, long address) {
    int length = data.length - CHECKSUM;
    if (length < 0) {
      throw damaged(address, "has no room for its checksum");
    }
    int stored = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt(length);
    int computed = Fletcher32.of(data, length);
    if (stored != computed && stored != swapped(computed)) {
      throw damaged(
          address,
          String.format(
              Locale.ROOT,
              "has Fletcher-32 checksum %08x but its bytes give %08x",
              stored,
              computed));
    }
    return Arrays.copyOf(data, length);
  }

  /** Versions before 1.6.3 swapped the bytes of each half on little-endian machines. */
  private static int swapped(int checksum) {
    return ((checksum & 0x00FF00FF) << 8) | ((checksum >>> 8) & 0x00FF00FF);
  }

  private byte[] inflate(byte[] data, long address) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      byte[] result = new byte[size + CHECKSUM];
      int length = 0;
      while (!inflater.finished() && length < result.length) {
        int count = inflater.inflate(result, length, result.length - length);
        if (count == 0 && !inflater.finished()) {
          throw damaged(address, "ends within its compressed data");
        }
        length += count;
      }
      if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        throw damaged(address, "inflates to more than its " + size + " bytes");
      }
      return Arrays.copyOf(result, length);
    } catch (DataFormatException e) {
      throw damaged(address, "does not inflate: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private RuntimeException damaged(long address, String what) {
    return bytes.damaged(address, "a chunk of dataset %s %s", dataset, what);
  }
}
