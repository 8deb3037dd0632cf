package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/** Values rounded to those of a few bits (keras/src/quantizers/quantizers.py). */
public final class Quantizing {
  private Quantizing() {}

  public static KerasTensor fake(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    boolean each = call.has("axis");
    if (each && call.axis("axis", -1, x.rank()) != x.rank() - 1) {
      throw call.layer().refused("quantizes along another axis than the last");
    }
    Tensor input = call.math().cast(x.tensor(), ElementType.FLOAT32);
    Tensor result =
        call.graph()
            .op(each ? "FakeQuantWithMinMaxVarsPerChannel" : "FakeQuantWithMinMaxVars")
            .in(input)
            .in(limit(call, "min"))
            .in(limit(call, "max"))
            .attr("num_bits", call.integer("num_bits", 8))
            .attr("narrow_range", call.flag("narrow_range", false))
            .out();
    return KerasTensor.of(call.math().cast(result, x.type()), x.shape());
  }

  private static Tensor limit(FunctionCall call, String name) {
    return call.math().cast(call.tensor(name, ElementType.FLOAT32).tensor(), ElementType.FLOAT32);
  }
}
