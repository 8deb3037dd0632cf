package dev.salvor.convert.keras.layers.convolution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Conv1DTranspose to 3D: the gradient of a convolution with respect to its input; kernel {@code
 * (…size, out, in)}. The length of the output follows keras/utils/conv_utils.py,
 * deconv_output_length.
 */
public final class ConvTranspose implements LayerConverter {
  private final int axes;

  public ConvTranspose(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.only("groups", 1);
    Window stated = Window.of(call, axes);
    // tf.keras never passes the dilation of the 3D form on (conv3d_transpose.py)
    Window window = axes == 3 && call.era().major() < 3 ? stated.undilated() : stated;
    if (window.padding().equals("causal")) {
      throw call.refused("cannot pad causally");
    }
    int filters = config.integer("filters");
    int @Nullable [] extra =
        config.has("output_padding") ? config.integers("output_padding", axes) : null;
    DataFormat format = DataFormat.of(call);
    GraphBuilder graph = call.graph();
    KerasTensor x = format.toLast(graph, call.input());
    long channels = x.shape().dim(-1);
    long[] shape = new long[axes + 2];
    for (int i = 0; i < axes; i++) {
      shape[i] = window.size()[i];
    }
    shape[axes] = filters;
    shape[axes + 1] = channels;
    Convolutions ops = new Convolutions(graph);
    Tensor kernel = ops.dilated(call.weight("kernel", shape), window, filters, channels);
    Shape output = x.shape().with(-1, filters);
    for (int i = 0; i < axes; i++) {
      int size = stated(config, format, i);
      if (size >= 0) {
        output = output.with(1 + i, size);
      } else if (x.shape().known(1 + i)) {
        output =
            output.with(
                1 + i, x.shape().dim(1 + i) * window.strides()[i] + growth(window, extra, i));
      }
    }
    KerasTensor result = transposed(graph, x, kernel, window, extra, output);
    return Finish.of(call, format, result, filters);
  }

  private KerasTensor transposed(
      GraphBuilder graph,
      KerasTensor x,
      Tensor kernel,
      Window window,
      int @Nullable [] extra,
      Shape output) {
    Tensor sizes = sizes(graph, x, window, extra, output);
    return KerasTensor.of(spread(graph, x, kernel, window, sizes), output);
  }

  /**
   * The same of a kernel that is an argument.
   *
   * @param x channels last
   * @param kernel {@code (…size, out, in)}
   * @param extra the output padding
   */
  public KerasTensor apply(
      GraphBuilder graph,
      KerasTensor x,
      KerasTensor kernel,
      Window window,
      int @Nullable [] extra) {
    long filters = kernel.shape().dim(-2);
    Convolutions ops = new Convolutions(graph);
    Tensor dense = ops.dilated(kernel.tensor(), window, filters, kernel.shape().dim(-1));
    Shape output = x.shape().with(-1, filters);
    for (int i = 0; i < axes; i++) {
      if (x.shape().known(1 + i)) {
        long length = x.shape().dim(1 + i) * window.strides()[i] + growth(window, extra, i);
        output = output.with(1 + i, length);
      }
    }
    return transposed(graph, x, dense, window, extra, output);
  }

  /** Keras 1 states the output's shape, batch and channels included; -1 where none is stated. */
  private static int stated(LayerConfig config, DataFormat format, int axis) {
    JsonNode shape = config.node("output_shape");
    JsonNode size = shape.path(axis + (format.channelsFirst() ? 2 : 1));
    return size.isIntegralNumber() ? size.intValue() : -1;
  }

  /** Output length less input length times stride. */
  private static int growth(Window window, int @Nullable [] extra, int axis) {
    boolean same = window.padding().equals("same");
    int reach = window.reach(axis);
    int stride = window.strides()[axis];
    if (extra == null) {
      return same ? 0 : Math.max(reach - stride, 0);
    }
    return reach - stride - 2 * (same ? reach / 2 : 0) + extra[axis];
  }

  private Tensor sizes(
      GraphBuilder graph, KerasTensor x, Window window, int @Nullable [] extra, Shape output) {
    Arithmetic math = new Arithmetic(graph);
    Tensor actual = graph.apply("Shape", x.tensor());
    List<Tensor> sizes = new ArrayList<>();
    sizes.add(Shapes.dim(graph, actual, 0));
    for (int i = 0; i < axes; i++) {
      int stride = window.strides()[i];
      int growth = growth(window, extra, i);
      sizes.add(
          output.known(1 + i)
              ? graph.intScalar(Math.toIntExact(output.dim(1 + i)))
              : math.add(math.mul(Shapes.dim(graph, actual, 1 + i), stride), growth));
    }
    sizes.add(graph.intScalar(Math.toIntExact(output.dim(-1))));
    if (axes == 1) {
      sizes.add(1, graph.intScalar(1));
    }
    return graph.op("Pack").in(sizes).out();
  }

  private Tensor spread(
      GraphBuilder graph, KerasTensor x, Tensor kernel, Window window, Tensor sizes) {
    Arithmetic math = new Arithmetic(graph);
    boolean line = axes == 1;
    Tensor plane = line ? math.expand(x.tensor(), 1) : x.tensor();
    Tensor wide = line ? math.expand(kernel, 0) : kernel;
    Tensor result =
        graph
            .op(axes == 3 ? "Conv3DBackpropInputV2" : "Conv2DBackpropInput")
            .in(sizes)
            .in(wide)
            .in(plane)
            .attr("strides", Window.attribute(window.planar(false).strides()))
            .attr("padding", window.padding().toUpperCase(Locale.ROOT))
            .out();
    return line ? math.squeeze(result, 1) : result;
  }
}
