package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A sorted table of keys and values, as leveldb defines it (doc/table_format.md) and TensorFlow
 * uses it for V1 checkpoints and the index of V2 ones (tensorflow/core/lib/io/table). Keys are raw
 * bytes; no filter blocks. Only the index block is kept; data blocks are read when asked for.
 */
final class Table {
  static final int FOOTER = 48;
  static final long MAGIC = 0xdb4775248b80fb57L;

  /** Longest key that is read: prefixes make a few bytes of a file a key of any length. */
  static final int MAX_KEY = 1 << 16;

  private static final int MAX_ENTRIES = 1 << 20;
  private static final long MAX_KEYS = 1L << 26;

  private final TableFile file;
  private final List<IndexEntry> blocks;

  /** A block and a key that is not before its last one, and before the next block's first. */
  private static final class IndexEntry {
    private final byte[] lastKey;
    private final BlockHandle handle;

    IndexEntry(byte[] lastKey, BlockHandle handle) {
      this.lastKey = lastKey;
      this.handle = handle;
    }
  }

  /** A value and where it lies in the file; -1 where its block is compressed. */
  record Value(ByteBuffer bytes, long fileOffset) {}

  /** Takes the entries one by one, in order of their keys. */
  @FunctionalInterface
  interface Visitor {
    void entry(byte[] key, ByteBuffer value, long fileOffset) throws IOException;
  }

  private Table(TableFile file, List<IndexEntry> blocks) {
    this.file = file;
    this.blocks = blocks;
  }

  /**
   * Reads footer and index.
   *
   * @throws ArtifactException where the file is no table or its index is damaged
   */
  static Table open(TableFile file) throws IOException {
    long size = Files.size(file.path());
    if (size < FOOTER) {
      throw file.damaged(size, "the file ends at byte " + size + "; a table has 48 at its end");
    }
    long limit = size - FOOTER;
    ByteBuffer footer = file.bytes(limit, FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    if (footer.getLong(FOOTER - 8) != MAGIC) {
      String found =
          HexFormat.of().toHexDigits(Long.reverseBytes(footer.getLong(FOOTER - Long.BYTES)));
      throw file.damaged(
          size - 8, "not a table, or cut: it ends in " + found + ", not in 57fb808b247547db");
    }
    BlockHandle metaindex = BlockHandle.read(footer);
    BlockHandle index = BlockHandle.read(footer);
    // Nothing but this comparison covers the footer, which has no checksum.
    if (!footer(metaindex, index).equals(footer.rewind())
        || !metaindex.within(0, limit)
        || !index.within(0, limit)) {
      throw file.damaged(limit, "the table's footer is damaged or points outside the file");
    }
    file.block(metaindex);
    return new Table(file, index(file, file.block(index), limit));
  }

  /** The footer of a table: two handles, zeros, the magic number. */
  static ByteBuffer footer(BlockHandle metaindex, BlockHandle index) {
    ByteBuffer footer = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    metaindex.write(footer);
    index.write(footer);
    return footer.position(FOOTER - Long.BYTES).putLong(MAGIC).flip();
  }

  private static List<IndexEntry> index(TableFile file, Block index, long limit) {
    List<IndexEntry> blocks = new ArrayList<>();
    Budget budget = new Budget(file);
    long from = 0;
    while (index.next()) {
      budget.take(index.key());
      BlockHandle handle = BlockHandle.read(index.value());
      // Blocks follow one another; so no bytes are read twice, however often the index names them.
      if (!handle.within(from, limit)) {
        throw index.damaged("points to bytes " + handle.offset() + "+" + handle.size());
      }
      from = handle.end();
      blocks.add(new IndexEntry(index.key(), handle));
    }
    return List.copyOf(blocks);
  }

  /** Visits all entries. */
  void forEach(Visitor visitor) throws IOException {
    Budget budget = new Budget(file);
    for (IndexEntry entry : blocks) {
      Block block = file.block(entry.handle);
      while (block.next()) {
        budget.take(block.key());
        visitor.entry(block.key(), block.value(), block.valueOffset());
      }
    }
  }

  /** The value of {@code key}, found through the index. */
  Optional<Value> get(byte[] key) throws IOException {
    for (IndexEntry entry : blocks) {
      if (Arrays.compareUnsigned(entry.lastKey, key) >= 0) {
        Block block = file.block(entry.handle);
        Budget budget = new Budget(file);
        while (block.next()) {
          budget.take(block.key());
          if (Arrays.equals(block.key(), key)) {
            return Optional.of(new Value(block.value(), block.valueOffset()));
          }
        }
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Checks all blocks; one finding for each that is damaged. */
  List<Finding> verify() throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (IndexEntry entry : blocks) {
      try {
        Block block = file.block(entry.handle);
        Budget budget = new Budget(file);
        while (block.next()) {
          budget.take(block.key());
        }
      } catch (ArtifactException damaged) {
        findings.add(damaged.finding());
      }
    }
    return findings;
  }

  TableFile file() {
    return file;
  }

  /** What one pass over keys may cost, and that they ascend. */
  private static final class Budget {
    private final TableFile file;
    private byte[] last = new byte[0];
    private int entries;
    private long keys;

    Budget(TableFile file) {
      this.file = file;
    }

    void take(byte[] key) {
      if (entries > 0 && Arrays.compareUnsigned(last, key) >= 0) {
        throw file.damaged(0, "the keys of the table are not in order");
      }
      last = key;
      entries++;
      keys += key.length;
      if (entries > MAX_ENTRIES || keys > MAX_KEYS) {
        throw file.unsupported(0, "a table of more than " + (entries - 1) + " entries");
      }
    }
  }
}
