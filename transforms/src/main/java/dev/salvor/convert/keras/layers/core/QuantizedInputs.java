package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;

/**
 * Inputs of a quantized layer are rounded to 8 bits at every call, the largest absolute value along
 * the contracted axes being 127 (keras/src/quantizers/quantizers.py, abs_max_quantize). They are
 * scaled back at once, which equals scaling the product.
 */
final class QuantizedInputs {
  private static final double LARGEST = 127;
  private static final double EPSILON = 1e-7;

  private QuantizedInputs() {}

  /** The inputs as the layer sees them; the same where it is not quantized. */
  static KerasTensor of(LayerCall call, KerasTensor x, int... axes) {
    boolean rounds = Quantization.of(call.config()).map(Quantization::inputs).orElse(false);
    if (!rounds) {
      return x;
    }
    Arithmetic math = new Arithmetic(call.graph());
    GraphBuilder graph = call.graph();
    Tensor largest =
        graph
            .op("Max")
            .in(graph.apply("Abs", x.tensor()))
            .in(graph.ints(axes))
            .attr("keep_dims", true)
            .out();
    Tensor scale = math.div(graph.scalarLike(largest, LARGEST), math.add(largest, EPSILON));
    Tensor rounded = graph.apply("Round", math.mul(x.tensor(), scale));
    Tensor clipped =
        graph.apply(
            "Minimum",
            graph.apply("Maximum", rounded, graph.scalarLike(rounded, -LARGEST)),
            graph.scalarLike(rounded, LARGEST));
    return new KerasTensor(math.div(clipped, scale), x.shape(), x.keptMask());
  }
}
