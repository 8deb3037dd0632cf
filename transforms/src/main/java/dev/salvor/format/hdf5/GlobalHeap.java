package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The global heap (III.E): collections of objects, in which strings of variable length lie. */
final class GlobalHeap {
  private static final int ALIGNMENT = 8;

  private record Item(long address, long size) {}

  private final FileBytes bytes;
  private final Widths widths;
  private final Extents extents;
  private final Map<Long, Map<Integer, Item>> collections = new HashMap<>();

  GlobalHeap(FileBytes bytes, Widths widths, Extents extents) {
    this.bytes = bytes;
    this.extents = extents;
    this.widths = widths;
  }

  /** Bytes of a reference to an object, without the length before it. */
  int referenceSize() {
    return widths.offset() + 4;
  }

  /** Checks that the object at {@code reference} is there and holds {@code length} bytes. */
  void require(ByteBuffer reference, long length, String what) {
    find(reference, length, what);
  }

  /** The first {@code length} bytes of the object at {@code reference}. */
  byte[] read(ByteBuffer reference, long length, String what) {
    Item item = find(reference, length, what);
    return bytes.read(item.address, length, "value of " + what).array();
  }

  /** Address of the object at {@code reference}, for a finding within it. */
  long address(ByteBuffer reference, String what) {
    return find(reference.duplicate().order(reference.order()), 0, what).address;
  }

  private Item find(ByteBuffer reference, long length, String what) {
    long collection = widths.address(reference);
    int index = reference.getInt();
    Item item = collections.computeIfAbsent(collection, this::collection).get(index);
    if (item == null || item.size < length) {
      throw bytes.damaged(
          collection,
          "the value of %s should be object %d of a global heap collection with %d bytes; %s",
          what,
          index,
          length,
          item == null ? "there is none" : "it has " + item.size);
    }
    return item;
  }

  private Map<Integer, Item> collection(long address) {
    int prefix = 8 + widths.length();
    ByteBuffer head = bytes.read(address, prefix, "GCOL", "global heap collection");
    int version = head.get();
    head.position(8);
    long size = widths.length(head);
    if (version != 1 || size < prefix || !bytes.holds(address, size)) {
      throw bytes.damaged(
          address, "a global heap collection has version %d and %d bytes", version & 0xFF, size);
    }
    extents.claim(address, size, "global heap collection");
    Map<Integer, Item> items = new HashMap<>();
    long end = address + size;
    long at = address + Padded.to8(prefix);
    while (at + prefix <= end) {
      ByteBuffer object = bytes.read(at, prefix, "global heap object");
      int index = Short.toUnsignedInt(object.getShort());
      if (index == 0) {
        break;
      }
      object.position(8);
      long length = widths.length(object);
      long content = at + prefix;
      if (length < 0 || length > end - content) {
        throw bytes.damaged(
            at, "object %d of a global heap collection has %d bytes", index, length);
      }
      items.put(index, new Item(content, length));
      at = content + (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    return items;
  }
}
