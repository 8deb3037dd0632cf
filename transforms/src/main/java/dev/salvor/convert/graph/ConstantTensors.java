package dev.salvor.convert.graph;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.tensorflow.proto.TensorProto;

/** Small TensorProtos as tensors: the last typed value repeats (framework/tensor.cc). */
final class ConstantTensors {
  private static final int MOST_BYTES = 1 << 26;

  private ConstantTensors() {}

  /** The values; empty for types that have no plain bytes and for large tensors. */
  static Optional<TensorData> of(TensorProto proto) {
    ElementType type = ElementType.byNumber(proto.getDtypeValue()).orElse(null);
    if (type == null) {
      return Optional.empty();
    }
    Shape shape =
        Shape.of(
            proto.getTensorShape().getDimList().stream().mapToLong(dim -> dim.getSize()).toArray());
    long elements = shape.elements();
    if (elements < 0 || elements * Math.max(type.size(), 1) > MOST_BYTES) {
      return Optional.empty();
    }
    if (type == ElementType.STRING) {
      return Optional.of(strings(proto, shape, (int) elements));
    }
    if (proto.getTensorContent().size() == elements * type.size()) {
      return Optional.of(new HeapTensor(type, shape, proto.getTensorContent().toByteArray()));
    }
    return typed(proto, type, shape, (int) elements);
  }

  private static TensorData strings(TensorProto proto, Shape shape, int elements) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      int at = Math.min(i, proto.getStringValCount() - 1);
      values.add(at < 0 ? new byte[0] : proto.getStringVal(at).toByteArray());
    }
    return new StringTensor(shape, values);
  }

  private static Optional<TensorData> typed(
      TensorProto proto, ElementType type, Shape shape, int elements) {
    ByteBuffer bytes = ByteBuffer.allocate(elements * type.size()).order(ByteOrder.LITTLE_ENDIAN);
    int count;
    IntConsumer put;
    switch (type) {
      case FLOAT32 -> {
        count = proto.getFloatValCount();
        put = i -> bytes.putFloat(proto.getFloatVal(i));
      }
      case FLOAT64 -> {
        count = proto.getDoubleValCount();
        put = i -> bytes.putDouble(proto.getDoubleVal(i));
      }
      case INT64 -> {
        count = proto.getInt64ValCount();
        put = i -> bytes.putLong(proto.getInt64Val(i));
      }
      case INT32 -> {
        count = proto.getIntValCount();
        put = i -> bytes.putInt(proto.getIntVal(i));
      }
      case INT16, UINT16 -> {
        count = proto.getIntValCount();
        put = i -> bytes.putShort((short) proto.getIntVal(i));
      }
      case INT8, UINT8 -> {
        count = proto.getIntValCount();
        put = i -> bytes.put((byte) proto.getIntVal(i));
      }
      case FLOAT16, BFLOAT16 -> {
        count = proto.getHalfValCount();
        put = i -> bytes.putShort((short) proto.getHalfVal(i));
      }
      case BOOL -> {
        count = proto.getBoolValCount();
        put = i -> bytes.put((byte) (proto.getBoolVal(i) ? 1 : 0));
      }
      case STRING,
          COMPLEX64,
          COMPLEX128,
          QINT8,
          QUINT8,
          QINT32,
          QINT16,
          QUINT16,
          UINT32,
          UINT64,
          FLOAT8_E5M2,
          FLOAT8_E4M3FN -> {
        return Optional.empty();
      }
      default -> throw new IllegalStateException(type.id());
    }
    for (int i = 0; i < elements && count > 0; i++) {
      put.accept(Math.min(i, count - 1));
    }
    return Optional.of(new HeapTensor(type, shape, bytes.array()));
  }
}
