package dev.salvor.inspect.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Whether the shapes that attributes state are shapes: TensorFlow takes -1 for an unknown dimension
 * and no other negative number, and at most 2^63 - 1 elements
 * (tensorflow/core/framework/tensor_shape.cc).
 */
final class ShapeCheck {
  private ShapeCheck() {}

  /** What is wrong with an attribute of the node; those that only inform are left aside. */
  static Optional<String> fault(NodeDef node) {
    for (Map.Entry<String, AttrValue> attr : node.getAttrMap().entrySet()) {
      AttrValue value = attr.getValue();
      List<TensorShapeProto> shapes =
          value.hasShape() ? List.of(value.getShape()) : value.getList().getShapeList();
      for (TensorShapeProto shape : shapes) {
        Optional<Long> negative = negative(shape);
        if (!attr.getKey().startsWith("_") && (negative.isPresent() || overflows(shape))) {
          return Optional.of(
              "of op %s states an impossible shape in its attribute %s: %s"
                  .formatted(
                      node.getOp(),
                      attr.getKey(),
                      negative
                          .map("a dimension of %,d"::formatted)
                          .orElseGet(() -> ConstantCheck.say(shape))));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> negative(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .filter(size -> size < -1)
        .findFirst();
  }

  private static boolean overflows(TensorShapeProto shape) {
    long product = 1;
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      if (dim.getSize() <= 0) {
        return false; // unknown, or empty
      }
      if (Math.multiplyHigh(product, dim.getSize()) != 0 || product * dim.getSize() < 0) {
        return true;
      }
      product *= dim.getSize();
    }
    return false;
  }
}
