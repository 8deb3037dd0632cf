package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.convolution.Convolutions;
import dev.salvor.convert.keras.layers.convolution.Window;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code tf.nn.conv_transpose} and its kin: kernel {@code (…size, out, in)}, output shape given.
 */
public final class Deconvolving {
  private Deconvolving() {}

  public static KerasTensor transposed(FunctionCall call) {
    DataFormat format = Formats.of(call);
    GraphBuilder graph = call.graph();
    KerasTensor x = format.toLast(graph, call.tensor("x"));
    KerasTensor kernel = Convolving.kernel(call, "kernel", x);
    int axes = kernel.rank() - 2;
    String padding = call.has("padding") ? Formats.padding(call) : "same";
    Window window = Convolving.window(call, format, kernel, axes, padding);
    if (axes > 3 || x.rank() != kernel.rank() || padding.equals("explicit")) {
      throw call.layer().refused("convolves " + x.shape() + " back by " + kernel.shape());
    }
    Dimensions sizes = Dimensions.of(call, "shape");
    if (sizes.known().rank() != x.rank()) {
      throw call.layer().refused("has an output_shape of " + sizes.known().rank() + " axes");
    }
    Tensor shape = sizes.vector();
    Shape known = sizes.known();
    if (format.channelsFirst()) {
      int[] order = order(x.rank());
      shape = graph.apply("GatherV2", shape, graph.ints(order), graph.intScalar(0));
      known = Shape.of(Arrays.stream(order).mapToLong(known::dim).toArray());
    }
    known = known.with(-1, kernel.shape().dim(-2));
    Arithmetic math = call.math();
    Tensor dense =
        new Convolutions(graph)
            .dilated(kernel.tensor(), window, kernel.shape().dim(-2), kernel.shape().dim(-1));
    boolean line = axes == 1;
    if (line) {
      Tensor batch = math.slice(shape, new int[] {0}, new int[] {1});
      Tensor rest = math.slice(shape, new int[] {1}, new int[] {2});
      shape = math.concat(List.of(batch, graph.ints(1), rest), 0);
    }
    Tensor result =
        graph
            .op(axes == 3 ? "Conv3DBackpropInputV2" : "Conv2DBackpropInput")
            .in(shape)
            .in(line ? math.expand(dense, 0) : dense)
            .in(line ? math.expand(x.tensor(), 1) : x.tensor())
            .attr("strides", attribute(window.strides()))
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    Tensor plain = line ? math.squeeze(result, 1) : result;
    return format.fromLast(graph, KerasTensor.of(plain, known));
  }

  private static int[] order(int rank) {
    int[] order = new int[rank];
    for (int i = 1; i < rank - 1; i++) {
      order[i] = i + 1;
    }
    order[rank - 1] = 1;
    return order;
  }

  /** 1 for batch and channels, and for the axis that a line has not. */
  private static int[] attribute(int[] strides) {
    int extra = strides.length == 1 ? 2 : 1;
    int[] all = new int[strides.length + extra + 1];
    Arrays.fill(all, 1);
    System.arraycopy(strides, 0, all, extra, strides.length);
    return all;
  }
}
