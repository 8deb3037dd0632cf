package dev.salvor.inspect.graph;

import dev.salvor.format.tensor.ElementType;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Whether the value of a Const is the tensor that it says it is
 * (tensorflow/core/framework/tensor.cc, Tensor::FromProto).
 */
final class ConstantCheck {
  /** A constant that one repeated value blows up beyond this is an attack on memory. */
  private static final long MAX_SPLAT_BYTES = 1L << 31;

  private ConstantCheck() {}

  /** What is wrong with a Const; empty where it is whole. */
  static Optional<String> fault(NodeDef node) {
    AttrValue value = node.getAttrMap().get("value");
    if (value == null || !value.hasTensor()) {
      return Optional.of("is a constant without a value");
    }
    TensorProto tensor = value.getTensor();
    DataType declared = node.getAttrOrDefault("dtype", value).getType();
    if (node.containsAttr("dtype") && declared != tensor.getDtype()) {
      return Optional.of("is declared " + declared + " but holds " + tensor.getDtype());
    }
    return fault(tensor);
  }

  private static Optional<String> fault(TensorProto tensor) {
    long elements;
    try {
      elements = elements(tensor.getTensorShape());
    } catch (ArithmeticException e) {
      return Optional.of("has the impossible shape " + say(tensor.getTensorShape()));
    }
    if (elements < 0) {
      return Optional.of("has the impossible shape " + say(tensor.getTensorShape()));
    }
    Optional<ElementType> type = ElementType.byNumber(tensor.getDtypeValue());
    if (type.isEmpty() || type.get().size() == 0) {
      return tensor.getStringValCount() > elements
          ? Optional.of(
              "has %,d strings for %,d elements".formatted(tensor.getStringValCount(), elements))
          : Optional.empty();
    }
    int size = type.get().size();
    if (elements > Long.MAX_VALUE / size) {
      return Optional.of("has the impossible shape " + say(tensor.getTensorShape()));
    }
    long content = tensor.getTensorContent().size();
    if (content > 0 && content != elements * size) {
      return Optional.of(
          "has shape %s of %s, which takes %,d bytes, but holds %,d"
              .formatted(say(tensor.getTensorShape()), type.get().id(), elements * size, content));
    }
    if (content == 0 && elements * size > MAX_SPLAT_BYTES) {
      return Optional.of(
          "repeats a few values to shape %s of %s, %,d bytes"
              .formatted(say(tensor.getTensorShape()), type.get().id(), elements * size));
    }
    return Optional.empty();
  }

  /** Number of elements; -1 where a dimension is negative. */
  private static long elements(TensorShapeProto shape) {
    if (shape.getUnknownRank()) {
      return -1;
    }
    long product = 1;
    boolean empty = false;
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      if (dim.getSize() < 0) {
        return -1;
      }
      empty |= dim.getSize() == 0;
      product = empty ? 0 : Math.multiplyExact(product, dim.getSize());
    }
    return product;
  }

  static String say(TensorShapeProto shape) {
    if (shape.getUnknownRank()) {
      return "of unknown rank";
    }
    StringBuilder text = new StringBuilder("[");
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      text.append(text.length() > 1 ? "," : "").append(dim.getSize() < 0 ? "?" : dim.getSize());
      if (text.length() > 120) {
        return text.append(",…]").toString();
      }
    }
    return text.append("]").toString();
  }
}
