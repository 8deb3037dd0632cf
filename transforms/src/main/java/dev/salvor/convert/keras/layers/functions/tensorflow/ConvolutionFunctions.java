package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.window.Convolving;
import dev.salvor.convert.keras.layers.functions.window.Deconvolving;
import dev.salvor.convert.keras.layers.functions.window.Morphology;
import dev.salvor.convert.keras.layers.functions.window.Pooling;
import java.util.List;

/** Convolutions and pools of tf.nn, with kernels that are arguments. */
final class ConvolutionFunctions {
  private static final String REST = "padding data_format dilations name";

  private ConvolutionFunctions() {}

  static void add(FunctionTable table) {
    convolutions(table);
    depthwise(table);
    transposed(table);
    morphology(table);
    pools(table);
  }

  private static void convolutions(FunctionTable table) {
    String filters = "x=input kernel=filters strides ";
    String filter = "x=input kernel=filter strides padding ";
    table
        .add("nn.conv1d", "x=input kernel=filters strides=stride " + REST, Convolving::convolution)
        .add(
            "compat.v1.nn.conv1d",
            "x=value kernel=filters strides=stride padding use_cudnn_on_gpu data_format name"
                + " x=input dilations",
            Convolving::convolution)
        .add("nn.conv2d nn.conv3d nn.convolution", filters + REST, Convolving::convolution)
        .add(
            "compat.v1.nn.conv2d",
            filter + "use_cudnn_on_gpu data_format dilations name kernel=filters",
            Convolving::convolution)
        .add(
            "compat.v1.nn.conv3d",
            filter + "data_format dilations name kernel=filters",
            Convolving::convolution)
        .add(
            "compat.v1.nn.convolution",
            "x=input kernel=filter padding strides dilations=dilation_rate name data_format"
                + " kernel=filters dilations",
            Convolving::convolution)
        .add(
            "nn.atrous_conv2d",
            "x=value kernel=filters dilations=rate padding name",
            Convolving::convolution);
  }

  private static void depthwise(FunctionTable table) {
    String filter = "x=input kernel=filter strides padding ";
    String separable = "x=input kernel=depthwise_filter point=pointwise_filter strides padding ";
    table
        .add("nn.depthwise_conv2d", filter + "data_format dilations name", Convolving::depthwise)
        .add(
            "compat.v1.nn.depthwise_conv2d",
            filter + "dilations=rate name data_format dilations",
            Convolving::depthwise)
        .add(
            "compat.v1.nn.depthwise_conv2d_native nn.depthwise_conv2d_native",
            filter + "data_format dilations name",
            Convolving::depthwise)
        .add("nn.separable_conv2d", separable + "data_format dilations name", Convolving::separable)
        .add(
            "compat.v1.nn.separable_conv2d",
            separable + "dilations=rate name data_format dilations",
            Convolving::separable);
  }

  private static void transposed(FunctionTable table) {
    String shape = "x=input kernel=filters shape=output_shape strides padding data_format ";
    String old = "x=value kernel=filter shape=output_shape strides padding data_format ";
    table
        .add(
            "nn.conv1d_transpose nn.conv2d_transpose nn.conv3d_transpose nn.conv_transpose",
            shape + "dilations name",
            Deconvolving::transposed)
        .add(
            "compat.v1.nn.conv2d_transpose compat.v1.nn.conv3d_transpose",
            old + "name x=input kernel=filters dilations",
            Deconvolving::transposed)
        .add(
            "nn.atrous_conv2d_transpose",
            "x=value kernel=filters shape=output_shape dilations=rate padding name",
            Deconvolving::transposed)
        .add(
            "compat.v1.nn.conv2d_backprop_input",
            "shape=input_sizes kernel=filter x=out_backprop strides padding use_cudnn_on_gpu"
                + " data_format dilations name kernel=filters",
            Deconvolving::transposed);
  }

  private static void morphology(FunctionTable table) {
    table
        .add(
            "nn.dilation2d",
            "x=input kernel=filters strides padding data_format dilations name",
            Morphology::dilation)
        .add(
            "compat.v1.nn.dilation2d",
            "x=input kernel=filter strides dilations=rates padding name kernel=filters dilations",
            Morphology::dilation)
        .add(
            "nn.erosion2d",
            "x=value kernel=filters strides padding data_format dilations name",
            Morphology::erosion)
        .add(
            "compat.v1.nn.erosion2d",
            "x=value kernel strides dilations=rates padding name",
            Morphology::erosion);
  }

  private static void pools(FunctionTable table) {
    for (String kind : List.of("avg", "max")) {
      boolean max = kind.equals("max");
      String names = "nn.%s_pool nn.%s_pool1d nn.%s_pool2d nn.%s_pool3d".replace("%s", kind);
      table
          .add(names, "x=input ksize strides padding data_format name", Pooling.pool(max))
          .add(
              "compat.v1.nn." + kind + "_pool",
              "x=value ksize strides padding data_format name x=input",
              Pooling.pool(max));
    }
    table
        .add(
            "nn.pool",
            "x=input ksize=window_shape type=pooling_type strides padding data_format dilations"
                + " name",
            Pooling::any)
        .add(
            "compat.v1.nn.pool",
            "x=input ksize=window_shape type=pooling_type padding dilations=dilation_rate strides"
                + " name data_format dilations",
            Pooling::any)
        .addAll(
            "nn.max_pool_with_argmax",
            "x=input ksize strides padding data_format type=output_dtype"
                + " batch=include_batch_in_index name",
            Pooling::withPositions)
        .addAll(
            "compat.v1.nn.max_pool_with_argmax",
            "x=input ksize strides padding data_format type=Targmax name type=output_dtype"
                + " batch=include_batch_in_index",
            Pooling::withPositions);
  }
}
