package dev.salvor.format.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.format.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wire form of the protocol buffers in checkpoints, read field by field: their generated
 * classes come with TensorFlow, which formats do not depend on.
 */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  /** TensorFlow's own limit (tensorflow/core/framework/tensor_shape.h, MaxDimensions). */
  private static final int MAX_RANK = 254;

  private Wire() {}

  /** Reads one field, whose tag has been read; false where it does not know it. */
  @FunctionalInterface
  interface Field {
    boolean read(int tag, CodedInputStream in) throws IOException;
  }

  /** Reads all fields of a message that fills {@code bytes}. */
  static void message(ByteBuffer bytes, Field field) throws InvalidProtocolBufferException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    in.setRecursionLimit(32);
    try {
      fields(in, field);
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed;
    } catch (IOException | RuntimeException malformed) {
      throw new InvalidProtocolBufferException(String.valueOf(malformed.getMessage()));
    }
  }

  /** Reads a message that lies in the field at hand. */
  static void nested(CodedInputStream in, Field field) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    fields(in, field);
    in.popLimit(outer);
  }

  private static void fields(CodedInputStream in, Field field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!field.read(tag, in)) {
        in.skipField(tag);
      }
    }
  }

  /** Reads the TensorShapeProto in the field at hand; null where it is not fully known. */
  static @Nullable Shape shape(CodedInputStream in) throws IOException {
    List<Long> dims = new ArrayList<>();
    boolean[] unknown = {false};
    nested(
        in,
        (tag, dim) -> {
          switch (tag) {
            case 2 << 3 | BYTES -> dims.add(dim(dim));
            case 3 << 3 | VARINT -> unknown[0] = dim.readBool();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (unknown[0] || dims.size() > MAX_RANK || dims.stream().anyMatch(size -> size < 0)) {
      return null;
    }
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    try {
      return shape.elements() < 0 ? null : shape;
    } catch (ArithmeticException overflow) {
      return null;
    }
  }

  private static long dim(CodedInputStream in) throws IOException {
    long[] size = {0};
    nested(
        in,
        (tag, field) -> {
          if (tag != (1 << 3 | VARINT)) {
            return false;
          }
          size[0] = field.readInt64();
          return true;
        });
    return size[0];
  }

  /** Reads the TensorSliceProto in the field at hand. */
  static TensorSlice slice(CodedInputStream in) throws IOException {
    List<TensorSlice.Extent> extents = new ArrayList<>();
    nested(
        in,
        (tag, field) -> {
          if (tag != (1 << 3 | BYTES)) {
            return false;
          }
          if (extents.size() == MAX_RANK) {
            throw new InvalidProtocolBufferException("a slice of more than 254 dimensions");
          }
          extents.add(extent(field));
          return true;
        });
    return new TensorSlice(extents);
  }

  private static TensorSlice.Extent extent(CodedInputStream in) throws IOException {
    long[] extent = {0, TensorSlice.FULL};
    nested(
        in,
        (tag, field) -> {
          switch (tag) {
            case 1 << 3 | VARINT -> extent[0] = field.readInt64();
            case 2 << 3 | VARINT -> extent[1] = field.readInt64();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new TensorSlice.Extent(extent[0], extent[1]);
  }
}
