package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.format.tensor.ElementType;

/** Functions of tf.quantization that stay in floating point. */
final class QuantizationFunctions {
  private QuantizationFunctions() {}

  static void add(FunctionTable table) {
    String fake = "x=inputs min max num_bits narrow_range name";
    table
        .add(
            "quantization.fake_quant_with_min_max_args",
            fake,
            Direct.op("FakeQuantWithMinMaxArgs", "x")
                .number("min", -6)
                .number("max", 6)
                .integer("num_bits", 8)
                .flag("narrow_range", false))
        .add("quantization.fake_quant_with_min_max_vars", fake, fake("FakeQuantWithMinMaxVars"))
        .add(
            "quantization.fake_quant_with_min_max_vars_per_channel",
            fake,
            fake("FakeQuantWithMinMaxVarsPerChannel"))
        .add(
            "quantization.quantize_and_dequantize quantization.quantize_and_dequantize_v2",
            "x=input input_min input_max signed_input num_bits range_given round_mode name"
                + " narrow_range axis",
            there())
        .add(
            "quantize_and_dequantize_v4",
            "x=input input_min input_max signed_input num_bits range_given round_mode"
                + " narrow_range axis name",
            there());
  }

  /** There and back. */
  private static Direct there() {
    return Direct.op("QuantizeAndDequantizeV2", "x")
        .in(ElementType.FLOAT32, "input_min", "input_max")
        .flag("signed_input", true)
        .integer("num_bits", 8)
        .flag("range_given", false)
        .text("round_mode", "HALF_TO_EVEN")
        .flag("narrow_range", false)
        .integer("axis", -1)
        .like(0);
  }

  private static Direct fake(String op) {
    return Direct.op(op, "x")
        .in(ElementType.FLOAT32, "min", "max")
        .integer("num_bits", 8)
        .flag("narrow_range", false)
        .like(0);
  }
}
