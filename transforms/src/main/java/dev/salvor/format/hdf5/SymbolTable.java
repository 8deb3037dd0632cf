package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Groups as they were before HDF5 1.8, and as h5py writes them still: a version 1 B-tree (III.A.1)
 * of symbol table nodes (III.B), with the names in a local heap (III.D).
 */
final class SymbolTable {
  private static final String TREE = "B-tree node";
  private static final int GROUP = 0;
  private static final int MAX_LEVEL = 16;
  private static final int SOFT = 2;

  private final FileBytes bytes;
  private final Superblock superblock;
  private final Widths widths;
  private final Extents extents;

  SymbolTable(FileBytes bytes, Superblock superblock, Extents extents) {
    this.bytes = bytes;
    this.extents = extents;
    this.superblock = superblock;
    this.widths = superblock.widths();
  }

  /** Puts the links of the group whose symbol table message is {@code message}. */
  void read(Message message, Map<String, Link> links) {
    Parsing parsing = new Parsing(bytes, message.address(), "symbol table message");
    long[] addresses =
        parsing.of(message.body(), body -> new long[] {widths.address(body), widths.address(body)});
    LocalHeap heap = LocalHeap.read(bytes, widths, addresses[1], extents);
    tree(addresses[0], -1, heap, links);
  }

  private void tree(long address, int level, LocalHeap heap, Map<String, Link> links) {
    int head = 8 + 2 * widths.offset();
    ByteBuffer node = bytes.read(address, head, "TREE", TREE);
    int type = node.get();
    int found = Byte.toUnsignedInt(node.get());
    int entries = Short.toUnsignedInt(node.getShort());
    if (type != GROUP || found > MAX_LEVEL || (level >= 0 && found != level)) {
      throw bytes.damaged(
          address, "a group's B-tree node has type %d and level %d", type & 0xFF, found);
    }
    if (entries > superblock.groupEntries()) {
      throw bytes.damaged(
          address,
          "a group's B-tree node has %d entries and room for %d",
          entries,
          superblock.groupEntries());
    }
    int size = entries * (widths.length() + widths.offset()) + widths.length();
    extents.claim(address, head + size, TREE);
    ByteBuffer body = bytes.read(address + head, size, TREE);
    for (int entry = 0; entry < entries; entry++) {
      heap.name(widths.length(body));
      long child = widths.address(body);
      if (found == 0) {
        leaf(child, heap, links);
      } else {
        tree(child, found - 1, heap, links);
      }
    }
  }

  private void leaf(long address, LocalHeap heap, Map<String, Link> links) {
    ByteBuffer head = bytes.read(address, 8, "SNOD", "symbol table node");
    int version = head.get();
    head.get();
    int entries = Short.toUnsignedInt(head.getShort());
    if (version != 1) {
      throw bytes.damaged(address, "a symbol table node has version %d", version & 0xFF);
    }
    int size = 2 * widths.offset() + 24;
    extents.claim(address, 8 + (long) entries * size, "symbol table node");
    ByteBuffer body = bytes.read(address + 8, (long) entries * size, "symbol table node");
    for (int entry = 0; entry < entries; entry++) {
      body.position(entry * size);
      long at = address + 8 + body.position();
      String name = heap.name(widths.address(body));
      Link link = link(at, body, heap);
      if (name.isEmpty() || links.put(name, link) != null) {
        throw bytes.damaged(at, "a group names two children \"%s\"", name);
      }
    }
  }

  private Link link(long at, ByteBuffer body, LocalHeap heap) {
    long target = widths.address(body);
    int cache = body.getInt();
    body.getInt();
    if (cache == SOFT) {
      return new Link.Soft(heap.name(Integer.toUnsignedLong(body.getInt())));
    }
    if (cache < 0 || cache > SOFT) {
      throw bytes.damaged(at, "a symbol table entry has cache type %d", cache);
    }
    return new Link.Hard(target);
  }
}
