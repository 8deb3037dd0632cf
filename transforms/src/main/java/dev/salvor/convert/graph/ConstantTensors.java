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
import org.jspecify.annotations.Nullable;
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
    Values values = values(proto, type, bytes);
    if (values == null) {
      return Optional.empty();
    }
    for (int i = 0; i < elements && values.count() > 0; i++) {
      values.put().accept(Math.min(i, values.count() - 1));
    }
    return Optional.of(new HeapTensor(type, shape, bytes.array()));
  }

  /** How many values are stored, and what appends one of them. */
  private record Values(int count, IntConsumer put) {}

  /** The stored values; null for types that are not stored in typed fields of their own. */
  private static @Nullable Values values(TensorProto proto, ElementType type, ByteBuffer bytes) {
    return switch (type) {
      case FLOAT32 ->
          new Values(proto.getFloatValCount(), i -> bytes.putFloat(proto.getFloatVal(i)));
      case FLOAT64 ->
          new Values(proto.getDoubleValCount(), i -> bytes.putDouble(proto.getDoubleVal(i)));
      case INT64 -> new Values(proto.getInt64ValCount(), i -> bytes.putLong(proto.getInt64Val(i)));
      case INT32 -> new Values(proto.getIntValCount(), i -> bytes.putInt(proto.getIntVal(i)));
      case INT16, UINT16 ->
          new Values(proto.getIntValCount(), i -> bytes.putShort((short) proto.getIntVal(i)));
      case INT8, UINT8 ->
          new Values(proto.getIntValCount(), i -> bytes.put((byte) proto.getIntVal(i)));
      case FLOAT16, BFLOAT16 ->
          new Values(proto.getHalfValCount(), i -> bytes.putShort((short) proto.getHalfVal(i)));
      case BOOL ->
          new Values(proto.getBoolValCount(), i -> bytes.put((byte) (proto.getBoolVal(i) ? 1 : 0)));
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
          FLOAT8_E4M3FN ->
          null;
    };
  }
}
