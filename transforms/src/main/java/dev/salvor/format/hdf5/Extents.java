package dev.salvor.format.hdf5;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which bytes belong to which structure. Every byte belongs to one at most: overlaps are damage,
 * and because each claim is made before the bytes are read, no arrangement of them can make the
 * walk read more than the file's length or run in a circle.
 */
final class Extents {

  private record Extent(long end, String what) {}

  private final FileBytes bytes;
  private final TreeMap<Long, Extent> taken = new TreeMap<>();

  Extents(FileBytes bytes) {
    this.bytes = bytes;
  }

  /** Takes {@code length} bytes at {@code address} for {@code what}. */
  void claim(long address, long length, String what) {
    if (!bytes.holds(address, length)) {
      throw bytes.damaged(
          Math.max(0, address),
          "the %s of %s bytes does not fit into the file's %d",
          what,
          Long.toUnsignedString(length),
          bytes.length());
    }
    if (length == 0) {
      return;
    }
    Map.Entry<Long, Extent> before = taken.lowerEntry(address + length);
    if (before != null && before.getValue().end > address) {
      throw bytes.damaged(
          address,
          "the %s shares its bytes with the %s of offset %d",
          what,
          before.getValue().what,
          before.getKey());
    }
    taken.put(address, new Extent(address + length, what));
  }
}
