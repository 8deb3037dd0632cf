package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.Shape;

/** Softmax and its kin of Keras 3: over one axis, or over everything where the axis is None. */
public final class Softmaxes {
  private Softmaxes() {}

  /**
   * @param along over the axis that the call names
   */
  public static FunctionBody.Single over(FunctionBody.Single along) {
    return call -> {
      if (!call.none("axis")) {
        return along.apply(call);
      }
      KerasTensor x = call.tensor("x");
      Shape flat = Shape.of(x.shape().elements());
      KerasTensor line = KerasTensor.of(call.math().reshape(x.tensor(), -1), flat);
      KerasTensor result = along.apply(call.replacing("x", line));
      return KerasTensor.of(
          call.graph().apply("Reshape", result.tensor(), call.graph().apply("Shape", x.tensor())),
          x.shape());
    };
  }

  public static KerasTensor sparse(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int axis = call.axis("axis", -1, x.rank());
    return KerasTensor.of(Formulas.kerasSparsemax(call.math(), x, axis), x.shape());
  }
}
