package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** Division as the ops of TensorFlowOpLayers have it, of which each takes types of its own. */
public final class Quotients {
  private Quotients() {}

  /** {@code Div}: integers lose their fraction toward zero. */
  public static KerasTensor old(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    return binary(call, pair, whole(pair.x().type()) ? "Div" : "RealDiv");
  }

  /**
   * {@code RealDiv}: the CPU has no kernel for integers, and the versions that wrote such layers
   * compiled it by XLA, which cuts their fractions off and gives all bits for a division by 0
   * (measured with 2.3).
   */
  public static KerasTensor real(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    ElementType type = pair.x().type();
    if (!whole(type)) {
      return binary(call, pair, "RealDiv");
    }
    double bits =
        switch (type) {
          case INT16, INT32, INT64 -> -1;
          case UINT8 -> 255;
          default -> throw call.layer().refused("divides " + type.id() + " by RealDiv");
        };
    Tensor y = pair.y().tensor();
    GraphBuilder graph = call.graph();
    Tensor none = Numbers.equal(call.math(), y, 0);
    Tensor safe = call.math().where(none, graph.scalarLike(y, 1), y);
    Tensor quotient = graph.apply("Div", pair.x().tensor(), safe);
    Tensor result = call.math().where(none, graph.scalarLike(quotient, bits), quotient);
    return KerasTensor.of(result, pair.shape(call));
  }

  private static boolean whole(ElementType type) {
    return !type.floating() && !type.id().startsWith("complex");
  }

  private static KerasTensor binary(FunctionCall call, Promotion.Pair pair, String op) {
    Tensor result = call.graph().apply(op, pair.x().tensor(), pair.y().tensor());
    return KerasTensor.of(result, pair.shape(call));
  }
}
