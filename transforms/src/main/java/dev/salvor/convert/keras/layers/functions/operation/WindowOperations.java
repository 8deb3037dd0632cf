package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.window.AdaptivePools;
import dev.salvor.convert.keras.layers.functions.window.Folding;
import dev.salvor.convert.keras.layers.functions.window.Kernels;
import dev.salvor.convert.keras.layers.functions.window.Windows;

/** What moves windows over axes in {@code keras.ops.nn} (keras/src/ops/nn.py). */
public final class WindowOperations {
  private static final String KERNEL =
      "x=inputs kernel strides padding data_format dilations=dilation_rate";

  private WindowOperations() {}

  public static void add(FunctionTable table) {
    String pool = "x=inputs ksize=pool_size strides padding data_format";
    table
        .add("nn.MaxPool", pool, Channels.last(Windows.pool(true)))
        .add("nn.AveragePool", pool, Channels.last(Windows.pool(false)))
        .add("nn.AdaptiveMaxPool", "x=inputs output_size data_format", AdaptivePools.of(true))
        .add("nn.AdaptiveAveragePool", "x=inputs output_size data_format", AdaptivePools.of(false))
        .add("nn.Conv", KERNEL, Kernels::convolve)
        .add("nn.DepthwiseConv", KERNEL, Kernels::depthwise)
        .add(
            "nn.SeparableConv",
            "x=inputs kernel=depthwise_kernel pointwise=pointwise_kernel strides padding"
                + " data_format dilations=dilation_rate",
            Kernels::separable)
        .add("nn.ConvTranspose", KERNEL + " output_padding", Kernels::transposed)
        .add(
            "nn.DepthToSpace",
            "x block_size data_format",
            Channels.last(Neural.blocks("DepthToSpace", true)))
        .add(
            "nn.SpaceToDepth",
            "x block_size data_format",
            Channels.last(Neural.blocks("SpaceToDepth", false)))
        .add("nn.Unfold", "x kernel_size dilation padding stride", Folding::unfold)
        .add("nn.Fold", "x output_size kernel_size dilation padding stride", Folding::fold);
  }
}
