package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Rounding to a float of 4 bits of exponent and 3 of mantissa, float8_e4m3fn (keras 3.15,
 * src/quantizers/quantizers.py, quantize_and_dequantize), without that type, which TensorFlow has
 * since 2.13 only.
 */
final class Float8 {
  private static final double LARGEST = 448;

  /** Below this, numbers are multiples of {@link #STEPS}. */
  private static final double SMALLEST_NORMAL = 1.0 / 64;

  private static final double STEPS = 512;

  /** What a float32 has more bits of mantissa. */
  private static final int BITS = 23 - 3;

  private Float8() {}

  /** {@code x} rounded to a float8 times {@code scale}. */
  static Tensor rounded(LayerCall call, Tensor x, Tensor scale) {
    Arithmetic math = new Arithmetic(call.graph());
    ElementType type = call.computeType();
    Tensor unit = math.cast(scale, type);
    Tensor within = math.min(math.max(math.div(x, unit), -LARGEST), LARGEST);
    Tensor rounded = nearest(call.graph(), math.cast(within, ElementType.FLOAT32));
    return math.mul(math.cast(rounded, type), unit);
  }

  /** The nearest float8 to a float32 of at most {@link #LARGEST}; of two, that which ends in 0. */
  private static Tensor nearest(GraphBuilder graph, Tensor x) {
    Arithmetic math = new Arithmetic(graph);
    Tensor bits = graph.op("Bitcast").in(x).attr("type", ElementType.INT32).out();
    Tensor last =
        graph.apply(
            "BitwiseAnd",
            graph.apply("RightShift", bits, graph.intScalar(BITS)),
            graph.intScalar(1));
    Tensor up = math.add(math.add(bits, last), (1 << (BITS - 1)) - 1);
    Tensor cut = graph.apply("BitwiseAnd", up, graph.intScalar(-(1 << BITS)));
    Tensor normal = graph.op("Bitcast").in(cut).attr("type", ElementType.FLOAT32).out();
    Tensor small = math.div(math.unary("Round", math.mul(x, STEPS)), STEPS);
    return math.where(math.less(math.abs(x), SMALLEST_NORMAL), small, normal);
  }

  /** {@code x} rounded to bfloat16 and back. */
  static Tensor bfloat(LayerCall call, Tensor x) {
    Arithmetic math = new Arithmetic(call.graph());
    return math.cast(math.cast(x, ElementType.BFLOAT16), ElementType.FLOAT32);
  }
}
