package dev.salvor.format.hdf5;

import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads object headers of versions 1 and 2 with their continuation blocks (IV.A.1). */
final class HeaderReader {
  private static final String WHAT = "object header";
  private static final int PREFIX_1 = 16;
  private static final int PREFIX_2 = 6;
  private static final int CHECKSUM = 4;

  private record Block(long address, long length) {}

  private final FileBytes bytes;
  private final Widths widths;
  private final Extents extents;

  HeaderReader(FileBytes bytes, Widths widths, Extents extents) {
    this.bytes = bytes;
    this.widths = widths;
    this.extents = extents;
  }

  ObjectHeader read(long address) {
    ByteBuffer start = bytes.read(address, PREFIX_2, WHAT);
    if (start.getInt(0) == signature("OHDR")) {
      return second(address);
    }
    if (start.get(0) != 1) {
      throw bytes.damaged(address, "the object header has version %d, not 1", start.get(0) & 0xFF);
    }
    return first(address);
  }

  private ObjectHeader first(long address) {
    ByteBuffer prefix = bytes.read(address, PREFIX_1, WHAT);
    int expected = Short.toUnsignedInt(prefix.getShort(2));
    long length = Integer.toUnsignedLong(prefix.getInt(8));
    List<Message> messages = new ArrayList<>();
    Deque<Block> pending = new ArrayDeque<>();
    extents.claim(address, PREFIX_1 + length, WHAT);
    pending.add(new Block(address + PREFIX_1, length));
    int seen = 0;
    while (!pending.isEmpty()) {
      Block block = pending.remove();
      ByteBuffer body = bytes.read(block.address, block.length, WHAT);
      while (body.remaining() >= 8 && seen < expected) {
        long at = block.address + body.position();
        int type = Short.toUnsignedInt(body.getShort());
        int size = Short.toUnsignedInt(body.getShort());
        int flags = body.get();
        body.position(body.position() + 3);
        add(messages, pending, message(type, flags, at, 8, size, body));
        seen++;
      }
    }
    if (seen != expected) {
      throw bytes.damaged(
          address, "the object header announces %d messages but holds %d", expected, seen);
    }
    return new ObjectHeader(address, messages);
  }

  private ObjectHeader second(long address) {
    ByteBuffer prefix = bytes.read(address, PREFIX_2, WHAT);
    if (prefix.get(4) != 2) {
      throw bytes.damaged(address, "the object header has version %d, not 2", prefix.get(4) & 0xFF);
    }
    int flags = prefix.get(5);
    int skipped = PREFIX_2 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    int width = 1 << (flags & 3);
    ByteBuffer sizeField = bytes.read(address + skipped, width, WHAT);
    long size = Widths.unsigned(sizeField, width);
    long length = skipped + width + size + CHECKSUM;
    if (size < 0 || length < 0) {
      throw bytes.damaged(address, "the object header's size does not fit into the file");
    }
    extents.claim(address, length, WHAT);
    List<Message> messages = new ArrayList<>();
    Deque<Block> pending = new ArrayDeque<>();
    int fields = (flags & 4) != 0 ? 6 : 4;
    ByteBuffer whole = bytes.read(address, length, WHAT);
    verify(whole, address);
    newMessages(whole.position(skipped + width), address, fields, messages, pending);
    while (!pending.isEmpty()) {
      Block block = pending.remove();
      ByteBuffer body = bytes.read(block.address, block.length, "OCHK", "object header block");
      verify(body, block.address);
      newMessages(body, block.address, fields, messages, pending);
    }
    return new ObjectHeader(address, messages);
  }

  private void newMessages(
      ByteBuffer block, long address, int fields, List<Message> messages, Deque<Block> pending) {
    block.limit(block.limit() - CHECKSUM);
    while (block.remaining() >= fields) {
      long at = address + block.position();
      int type = Byte.toUnsignedInt(block.get());
      int size = Short.toUnsignedInt(block.getShort());
      int flags = block.get();
      block.position(block.position() + fields - 4);
      add(messages, pending, message(type, flags, at, fields, size, block));
    }
  }

  private Message message(int type, int flags, long at, int fields, int size, ByteBuffer block) {
    if (size > block.remaining()) {
      throw bytes.damaged(
          at,
          "a header message of type %d and %d bytes does not fit into the %d left",
          type,
          size,
          block.remaining());
    }
    if (type > Message.LAST) {
      throw bytes.damaged(at, "an object header holds a message of unknown type %d", type);
    }
    ByteBuffer content = block.slice(block.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    block.position(block.position() + size);
    return new Message(type, (flags & 2) != 0, at + fields, content);
  }

  private void add(List<Message> messages, Deque<Block> pending, Message message) {
    if (message.type() != Message.CONTINUATION) {
      messages.add(message);
      return;
    }
    Parsing parsing = new Parsing(bytes, message.address(), "header continuation");
    Block block =
        parsing.of(message.body(), body -> new Block(widths.address(body), widths.length(body)));
    extents.claim(block.address, block.length, "object header block");
    pending.add(block);
  }

  private void verify(ByteBuffer block, long address) {
    int end = block.limit() - CHECKSUM;
    int stored = block.getInt(end);
    int computed = ChecksumUtils.checksum(block.duplicate().position(0).limit(end).slice());
    if (stored != computed) {
      throw bytes.damaged(
          address,
          "the object header's checksum is %08x but its bytes give %08x",
          stored,
          computed);
    }
  }

  private static int signature(String text) {
    return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }
}
