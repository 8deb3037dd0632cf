package dev.salvor.format.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a {@link Table}, byte for byte as TensorFlow's table builder does
 * (tensorflow/core/lib/io/table_builder.cc): blocks of 256 KiB, a restart point every 16 entries,
 * no compression, index keys as short as the order allows.
 */
public final class TableWriter {
  private static final int BLOCK = 256 << 10;
  private static final int RESTART_INTERVAL = 16;

  private final WritableByteChannel out;
  private final BlockWriter data = new BlockWriter(RESTART_INTERVAL);
  private final BlockWriter index = new BlockWriter(1);
  private long offset;
  private byte[] lastKey = new byte[0];
  private boolean empty = true;
  // The index entry of a block waits for the key behind it, which may make its own shorter.
  private byte[] pending = new byte[0];

  /**
   * @param out takes the table from its first byte on; not closed
   */
  public TableWriter(WritableByteChannel out) {
    this.out = out;
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException where {@code key} does not follow the key before
   */
  public void add(byte[] key, byte[] value) throws IOException {
    if (!empty && Arrays.compareUnsigned(lastKey, key) >= 0) {
      throw new IllegalArgumentException("keys out of order");
    }
    if (pending.length > 0) {
      index.add(separator(lastKey, key), pending);
      pending = new byte[0];
    }
    data.add(key, value);
    lastKey = key.clone();
    empty = false;
    if (data.size() >= BLOCK) {
      pending = encoded(write(data));
    }
  }

  /** Writes what is left: the last block, an empty metaindex, the index and the footer. */
  public void finish() throws IOException {
    if (!data.isEmpty()) {
      pending = encoded(write(data));
    }
    BlockHandle metaindex = write(new BlockWriter(RESTART_INTERVAL));
    if (pending.length > 0) {
      index.add(successor(lastKey), pending);
    }
    BlockHandle indexHandle = write(index);
    writeFully(Table.footer(metaindex, indexHandle));
  }

  private BlockHandle write(BlockWriter block) throws IOException {
    byte[] contents = block.finish();
    ByteBuffer trailer =
        ByteBuffer.allocate(BlockHandle.TRAILER).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0);
    CRC32C crc = new CRC32C();
    crc.update(contents);
    crc.update(trailer.array(), 0, 1);
    trailer.putInt(MaskedCrc32c.of(crc)).flip();
    BlockHandle handle = new BlockHandle(offset, contents.length);
    writeFully(ByteBuffer.wrap(contents));
    writeFully(trailer);
    offset = handle.end();
    return handle;
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static byte[] encoded(BlockHandle handle) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Varint.MAX_BYTES);
    handle.write(bytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** A short key that is not before {@code last} and before {@code next}. */
  private static byte[] separator(byte[] last, byte[] next) {
    int differs = Arrays.mismatch(last, next);
    if (differs < 0 || differs >= last.length || differs >= next.length) {
      return last;
    }
    int digit = last[differs] & 0xff;
    return digit < 0xff && digit + 1 < (next[differs] & 0xff) ? raised(last, differs) : last;
  }

  /** A short key that is not before {@code last}. */
  private static byte[] successor(byte[] last) {
    for (int at = 0; at < last.length; at++) {
      if (last[at] != (byte) 0xff) {
        return raised(last, at);
      }
    }
    return last;
  }

  private static byte[] raised(byte[] key, int at) {
    byte[] raised = Arrays.copyOf(key, at + 1);
    raised[at]++;
    return raised;
  }

  /** The bytes of one block. */
  private static final class BlockWriter {
    private final int interval;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream restarts = new ByteArrayOutputStream();
    private byte[] lastKey = new byte[0];
    private int sinceRestart;

    BlockWriter(int interval) {
      this.interval = interval;
      restart();
    }

    private void restart() {
      sinceRestart = 0;
      putInt(restarts, entries.size());
    }

    boolean isEmpty() {
      return entries.size() == 0;
    }

    int size() {
      return entries.size() + restarts.size() + Integer.BYTES;
    }

    void add(byte[] key, byte[] value) {
      int shared = 0;
      if (sinceRestart < interval) {
        int differs = Arrays.mismatch(lastKey, key);
        shared = differs < 0 ? key.length : differs;
      } else {
        restart();
      }
      ByteBuffer lengths = ByteBuffer.allocate(3 * Varint.MAX_BYTES);
      Varint.write(lengths, shared);
      Varint.write(lengths, key.length - shared);
      Varint.write(lengths, value.length);
      entries.write(lengths.array(), 0, lengths.position());
      entries.write(key, shared, key.length - shared);
      entries.writeBytes(value);
      lastKey = key.clone();
      sinceRestart++;
    }

    byte[] finish() {
      int count = restarts.size() / Integer.BYTES;
      entries.writeBytes(restarts.toByteArray());
      putInt(entries, count);
      byte[] contents = entries.toByteArray();
      entries.reset();
      restarts.reset();
      lastKey = new byte[0];
      restart();
      return contents;
    }

    private static void putInt(ByteArrayOutputStream to, int value) {
      to.writeBytes(
          ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }
  }
}
