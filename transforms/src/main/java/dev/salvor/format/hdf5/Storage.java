package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.nio.ByteBuffer;

/** A data layout message, versions 1 to 4 (IV.A.2.i): where the elements of a dataset lie. */
sealed interface Storage {

  /** Within the message itself. */
  record Compact(ByteBuffer data) implements Storage {}

  /** In one piece; {@code size} is -1 where the message does not say. */
  record Contiguous(long address, long size) implements Storage {}

  /**
   * In chunks of equal shape.
   *
   * @param address of the index; undefined where no chunk was written
   * @param chunk its shape; the last number is the element size
   * @param index what the index is
   */
  record Chunked(long address, long[] chunk, Index index) implements Storage {}

  /** What leads to the chunks. */
  sealed interface Index {

    /** A version 1 B-tree, in files that old versions of the library can read. */
    record Tree() implements Index {}

    /** One chunk, without an index. */
    record Single(long filteredSize, int filterMask) implements Index {}

    /** All chunks one after the other. */
    record Implicit() implements Index {}

    /** A fixed array. */
    record FixedArray() implements Index {}

    /** An extensible array. */
    record ExtensibleArray() implements Index {}

    /** A version 2 B-tree. */
    record Tree2() implements Index {}
  }

  static Storage read(FileBytes bytes, Widths widths, Message message) {
    return new Parsing(bytes, message.address(), "data layout")
        .of(message.body(), body -> parse(bytes, widths, message.address(), body));
  }

  private static Storage parse(FileBytes bytes, Widths widths, long address, ByteBuffer body) {
    int version = body.get();
    return switch (version) {
      case 1, 2 -> old(bytes, widths, address, body);
      case 3, 4 -> recent(bytes, widths, address, version, body);
      default ->
          throw bytes.finding(
              version == 5 ? Rule.H5_UNSUPPORTED : Rule.H5_DAMAGED,
              address,
              "a data layout has version %d",
              version & 0xFF);
    };
  }

  private static Storage old(FileBytes bytes, Widths widths, long address, ByteBuffer body) {
    int rank = Byte.toUnsignedInt(body.get());
    int kind = body.get();
    body.position(body.position() + 5);
    long at = kind == 0 ? Widths.UNDEFINED : widths.address(body);
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = Integer.toUnsignedLong(body.getInt());
    }
    return switch (kind) {
      case 0 -> new Compact(body.slice(body.position() + 4, body.getInt()));
      case 1 -> new Contiguous(at, -1);
      case 2 -> new Chunked(at, dims, new Index.Tree());
      default -> throw bytes.damaged(address, "a data layout has class %d", kind);
    };
  }

  private static Storage recent(
      FileBytes bytes, Widths widths, long address, int version, ByteBuffer body) {
    int kind = body.get();
    return switch (kind) {
      case 0 -> {
        int size = Short.toUnsignedInt(body.getShort());
        yield new Compact(body.slice(body.position(), size));
      }
      case 1 -> new Contiguous(widths.address(body), widths.length(body));
      case 2 -> version == 3 ? tree(widths, body) : indexed(bytes, widths, address, body);
      case 3 ->
          throw bytes.finding(
              version == 3 ? Rule.H5_DAMAGED : Rule.H5_EXTERNAL,
              address,
              version == 3
                  ? "a data layout of version 3 has class 3"
                  : "a dataset is virtual: its values are in other datasets");
      default -> throw bytes.damaged(address, "a data layout has class %d", kind);
    };
  }

  private static Storage tree(Widths widths, ByteBuffer body) {
    int rank = Byte.toUnsignedInt(body.get());
    long at = widths.address(body);
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = Integer.toUnsignedLong(body.getInt());
    }
    return new Chunked(at, dims, new Index.Tree());
  }

  private static Storage indexed(FileBytes bytes, Widths widths, long address, ByteBuffer body) {
    int flags = body.get();
    int rank = Byte.toUnsignedInt(body.get());
    int width = body.get();
    if (width < 1 || width > 8) {
      throw bytes.damaged(address, "a data layout has chunk sizes of %d bytes", width & 0xFF);
    }
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = Widths.unsigned(body, width);
    }
    int kind = body.get();
    Index index =
        switch (kind) {
          case 1 ->
              (flags & 2) == 0
                  ? new Index.Single(-1, 0)
                  : new Index.Single(widths.length(body), body.getInt());
          case 2 -> new Index.Implicit();
          case 3 -> skip(body, 1, new Index.FixedArray());
          case 4 -> skip(body, 5, new Index.ExtensibleArray());
          case 5 -> skip(body, 6, new Index.Tree2());
          default -> throw bytes.damaged(address, "a chunk index has type %d", kind);
        };
    return new Chunked(widths.address(body), dims, index);
  }

  private static Index skip(ByteBuffer body, int count, Index index) {
    body.position(body.position() + count);
    return index;
  }
}
