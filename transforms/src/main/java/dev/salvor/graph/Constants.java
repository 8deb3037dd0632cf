package dev.salvor.graph;

import com.google.protobuf.ByteString;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.proto.TensorProto;

/** TensorProtos of small constants. */
final class Constants {
  private Constants() {}

  static TensorProto raw(ElementType type, Shape shape, byte[] littleEndian) {
    return TensorProto.newBuilder()
        .setDtype(AttrValues.dtype(type))
        .setTensorShape(AttrValues.shape(shape))
        .setTensorContent(ByteString.copyFrom(littleEndian))
        .build();
  }

  static TensorProto ints(Shape shape, int[] values) {
    ByteBuffer buffer = buffer(values.length * 4);
    buffer.asIntBuffer().put(values);
    return raw(ElementType.INT32, shape, buffer.array());
  }

  static TensorProto longs(Shape shape, long[] values) {
    ByteBuffer buffer = buffer(values.length * 8);
    buffer.asLongBuffer().put(values);
    return raw(ElementType.INT64, shape, buffer.array());
  }

  static TensorProto strings(Shape shape, List<String> values) {
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setDtype(AttrValues.dtype(ElementType.STRING))
            .setTensorShape(AttrValues.shape(shape));
    values.forEach(value -> proto.addStringVal(ByteString.copyFrom(value, StandardCharsets.UTF_8)));
    return proto.build();
  }

  /** {@code values} rounded to {@code type}. */
  static TensorProto numbers(ElementType type, Shape shape, double[] values) {
    ByteBuffer buffer = buffer(values.length * type.size());
    for (double value : values) {
      put(buffer, type, value);
    }
    return raw(type, shape, buffer.array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void put(ByteBuffer buffer, ElementType type, double value) {
    switch (type) {
      case FLOAT32 -> buffer.putFloat((float) value);
      case FLOAT64 -> buffer.putDouble(value);
      case FLOAT16 -> buffer.putShort(half(value));
      case BFLOAT16 -> buffer.putShort(bfloat(value));
      case INT64, UINT64 -> buffer.putLong((long) value);
      case INT32, UINT32, QINT32 -> buffer.putInt((int) (long) value);
      case INT16, UINT16, QINT16, QUINT16 -> buffer.putShort((short) value);
      case INT8, UINT8, QINT8, QUINT8 -> buffer.put((byte) value);
      case BOOL -> buffer.put((byte) (value == 0 ? 0 : 1));
      case COMPLEX64 -> buffer.putFloat((float) value).putFloat(0);
      case COMPLEX128 -> buffer.putDouble(value).putDouble(0);
      case STRING, FLOAT8_E5M2, FLOAT8_E4M3FN ->
          throw new IllegalArgumentException("no numeric constant of type " + type);
    }
  }

  /** Round to nearest even in the upper half of the float. */
  private static short bfloat(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** IEEE 754 binary16, round to nearest even. */
  static short half(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 0x477ff000) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      float scaled = Float.intBitsToFloat(magnitude) * 16777216f;
      return (short) (sign | (int) Math.rint(scaled));
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - 0x38000000) >>> 13));
  }
}
