package dev.salvor.format.riegeli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes Riegeli files of uncompressed records, a chunk each. */
public final class RiegeliWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Long> numbers = new ArrayList<>();

  public RiegeliWriter() {
    chunk('s', new byte[0], 0, 0);
  }

  /** Adds a record and gives its number. */
  public long record(byte[] record) {
    ByteBuffer data = ByteBuffer.allocate(record.length + 12);
    ByteBuffer size = ByteBuffer.allocate(10);
    varint(size, record.length);
    data.put((byte) 0).put((byte) size.flip().remaining()).put(size).put(record);
    byte[] bytes = new byte[data.flip().remaining()];
    data.get(bytes);
    numbers.add((long) out.size());
    chunk('r', bytes, 1, record.length);
    return numbers.get(numbers.size() - 1);
  }

  /** A chunk as it is stated, right or wrong. */
  void chunk(char type, byte[] data, long records, long decoded) {
    ByteBuffer header = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(8, data.length).putLong(16, HighwayHash.of(ByteBuffer.wrap(data)));
    header.putLong(24, type | records << 8).putLong(32, decoded);
    header.putLong(0, HighwayHash.of(header.duplicate().position(8)));
    long begin = out.size();
    long end = Math.max(Blocks.after(begin, 40 + data.length), Blocks.boundary(begin + records));
    for (byte each : header.array()) {
      put(each, begin, end);
    }
    for (byte each : data) {
      put(each, begin, end);
    }
    while (out.size() < end) {
      put((byte) 0, begin, end);
    }
  }

  private void put(byte each, long begin, long end) {
    if (out.size() % Blocks.BLOCK == 0) {
      long at = out.size();
      ByteBuffer block = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      block.putLong(8, at - begin).putLong(16, end - at);
      block.putLong(0, HighwayHash.of(block.duplicate().position(8)));
      out.writeBytes(block.array());
    }
    if (out.size() < end) {
      out.write(each);
    }
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  private static void varint(ByteBuffer to, long value) {
    long rest = value;
    for (; rest > 127; rest >>>= 7) {
      to.put((byte) (rest | 128));
    }
    to.put((byte) rest);
  }
}
