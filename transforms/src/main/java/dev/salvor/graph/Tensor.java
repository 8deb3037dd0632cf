package dev.salvor.graph;

import dev.salvor.format.tensor.ElementType;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * An output of a node in a graph or function body that is being built.
 *
 * @param node name of the node; of a function argument the argument
 * @param arg name of the op's output argument; null for a function argument
 * @param argIndex position within that argument
 * @param index position among all outputs of the node
 * @param dtype its type
 */
public record Tensor(String node, @Nullable String arg, int argIndex, int index, DataType dtype) {

  /** The element type; resources and variants have none. */
  public ElementType type() {
    return ElementType.byNumber(dtype.getNumber())
        .orElseThrow(() -> new IllegalStateException(node + " holds no values but " + dtype));
  }

  /** {@code node:index}, as signatures and sessions name it. */
  public String name() {
    return node + ":" + index;
  }

  String reference(boolean inFunction) {
    if (inFunction) {
      return arg == null ? node : node + ":" + arg + ":" + argIndex;
    }
    return index == 0 ? node : name();
  }
}
