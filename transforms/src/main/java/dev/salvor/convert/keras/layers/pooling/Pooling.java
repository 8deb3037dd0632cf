package dev.salvor.convert.keras.layers.pooling;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.TheanoPadding;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Max and average pooling of 1 to 3 axes. With padding {@code same} the average leaves the padding
 * out, as the op does.
 */
public final class Pooling implements LayerConverter {
  private final int axes;
  private final boolean max;

  public Pooling(int axes, boolean max) {
    this.axes = axes;
    this.max = max;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    int[] size = config.integers("pool_size", axes, 2);
    int[] strides = config.has("strides") ? config.integers("strides", axes) : size;
    String padding = config.text("padding", "valid");
    if (!padding.equals("valid") && !padding.equals("same")) {
      throw config.refused("argument padding=" + padding + " is not supported");
    }
    DataFormat format = DataFormat.of(call);
    GraphBuilder graph = call.graph();
    KerasTensor x = format.toLast(graph, call.input());
    Shape shape = x.shape();
    for (int i = 0; i < axes; i++) {
      long length = Shapes.window(shape.dim(1 + i), size[i], padding, strides[i], 1);
      if (length == 0 || (length < 0 && shape.known(1 + i))) {
        throw call.refused("has a window larger than its input " + x.shape());
      }
      shape = shape.with(1 + i, length);
    }
    Tensor pooled =
        TheanoPadding.applies(call, padding)
            ? theano(graph, x, size, strides)
            : pooled(graph, x.tensor(), size, strides, padding);
    KerasTensor result = format.fromLast(graph, KerasTensor.of(pooled, shape));
    return call.unmasked(result.tensor(), result.shape());
  }

  /** The average leaves the padding out: it is divided by that of ones. */
  private Tensor theano(GraphBuilder graph, KerasTensor x, int[] size, int[] strides) {
    double least = max ? -Float.MAX_VALUE : 0;
    Tensor padded = TheanoPadding.pooling(graph, x, size, least).tensor();
    Tensor pooled = pooled(graph, padded, size, strides, "valid");
    if (max) {
      return pooled;
    }
    KerasTensor ones = KerasTensor.of(graph.apply("OnesLike", x.tensor()), x.shape());
    Tensor counted = TheanoPadding.pooling(graph, ones, size, 0).tensor();
    return new Arithmetic(graph).div(pooled, pooled(graph, counted, size, strides, "valid"));
  }

  private Tensor pooled(GraphBuilder graph, Tensor x, int[] size, int[] strides, String padding) {
    Arithmetic math = new Arithmetic(graph);
    if (axes == 1) {
      int[] wide = {1, size[0]};
      int[] steps = {1, strides[0]};
      return math.squeeze(pool(graph, math.expand(x, 1), wide, steps, padding), 1);
    }
    return pool(graph, x, size, strides, padding);
  }

  private Tensor pool(GraphBuilder graph, Tensor x, int[] size, int[] strides, String padding) {
    String op = (max ? "MaxPool" : "AvgPool") + (size.length == 3 ? "3D" : "");
    return graph
        .op(op)
        .in(x)
        .attr("ksize", attribute(size))
        .attr("strides", attribute(strides))
        .attr("padding", padding.toUpperCase(Locale.ROOT))
        .out();
  }

  private static int[] attribute(int[] values) {
    int[] all = new int[values.length + 2];
    Arrays.fill(all, 1);
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }
}
