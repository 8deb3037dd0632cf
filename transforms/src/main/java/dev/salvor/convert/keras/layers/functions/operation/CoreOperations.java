package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.array.Einops;
import dev.salvor.convert.keras.layers.functions.array.Scattering;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.convert.keras.layers.functions.array.Splitting;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Casting;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.elementwise.Quantizing;
import dev.salvor.convert.keras.layers.functions.neural.Neural;

/**
 * {@code keras.ops.core}, and what Keras holds as an operation outside of {@code keras.ops}:
 * einops, activations and quantizers (keras/src/ops/core.py and einops.py of 3.15).
 */
public final class CoreOperations {
  private CoreOperations() {}

  public static void add(FunctionTable table) {
    table
        .add("core.Cast", "x dtype", Elementwise::cast)
        .add("core.SaturateCast", "x dtype", Casting::saturate)
        .add("core.ConvertToTensor", "x dtype sparse ragged", Casting.dense(Elementwise::identity))
        .add("core.StopGradient", "x=variable", Elementwise::identity)
        .addAll("core.Unstack", "x num axis", Splitting::unstack)
        .add("core.Slice", "x=inputs begin=start_indices size=shape", Slicing::slice)
        .add("core.SliceUpdate", "x=inputs begin=start_indices updates", Scattering::sliceUpdate)
        .add("core.Scatter", "indices values shape", Scattering::scatter)
        .add("core.ScatterUpdate", "x=inputs indices updates reduction", Scattering::update)
        .add("einops.Rearrange", "x=tensor pattern **", Einops::rearrange)
        .add(
            "quantizers.FakeQuantWithMinMaxVars",
            "x=inputs min=min_vals max=max_vals num_bits narrow_range axis",
            Quantizing::fake)
        .add("activations.Mish", "x", Neural.activation("mish"))
        .add("activations.ReLU", "x slope=negative_slope max_value threshold", Neural::relu);
  }
}
