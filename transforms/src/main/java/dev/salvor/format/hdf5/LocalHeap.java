package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A local heap (III.D): the names of one group's children. */
final class LocalHeap {
  private final FileBytes bytes;
  private final long address;
  private final long data;
  private final byte[] segment;

  private LocalHeap(FileBytes bytes, long address, long data, byte[] segment) {
    this.bytes = bytes;
    this.address = address;
    this.data = data;
    this.segment = segment;
  }

  static LocalHeap read(FileBytes bytes, Widths widths, long address, Extents extents) {
    int size = 8 + 2 * widths.length() + widths.offset();
    ByteBuffer head = bytes.read(address, size, "HEAP", "local heap");
    int version = head.get();
    if (version != 0) {
      throw bytes.damaged(address, "a local heap has version %d, not 0", version & 0xFF);
    }
    head.position(8);
    long length = widths.length(head);
    widths.length(head);
    long data = widths.address(head);
    extents.claim(address, size, "local heap");
    extents.claim(data, length, "local heap's data");
    byte[] segment = bytes.read(data, length, "local heap's data").array();
    return new LocalHeap(bytes, address, data, segment);
  }

  /** The string at {@code offset}, which ends with a zero byte. */
  String name(long offset) {
    if (offset < 0 || offset >= segment.length) {
      throw bytes.damaged(
          address, "a name lies at %d of a local heap of %d bytes", offset, segment.length);
    }
    int start = (int) offset;
    int end = start;
    while (end < segment.length && segment[end] != 0) {
      end++;
    }
    if (end == segment.length) {
      throw bytes.damaged(data + start, "a name in a local heap has no end");
    }
    return new String(segment, start, end - start, StandardCharsets.UTF_8);
  }
}
