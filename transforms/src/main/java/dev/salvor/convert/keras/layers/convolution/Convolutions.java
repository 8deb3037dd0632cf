package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * Convolution ops for what the CPU kernels of TensorFlow can do: channels last, one spatial axis as
 * two, groups and dilation unfolded where the kernel has none. Inputs have one batch axis.
 */
public final class Convolutions {
  /** GraphDef version of TensorFlow 2.9.0, the first with oneDNN on by default. */
  private static final int ONE_DNN = 1087;

  private final Arithmetic math;
  private final GraphBuilder graph;

  public Convolutions(GraphBuilder graph) {
    this.graph = graph;
    this.math = new Arithmetic(graph);
  }

  /** A convolution of 1 to 3 axes; kernel {@code (…size, channels / groups, filters)}. */
  public Tensor convolve(KerasTensor x, Tensor kernel, Window window, int groups) {
    if (window.padding().equals("causal")) {
      int[] before = new int[3];
      before[1] = window.reach(0) - 1;
      Tensor padded = math.pad(x.tensor(), before, new int[3]);
      long length = x.shape().dim(1);
      Shape shape = length == Shape.UNKNOWN ? x.shape() : x.shape().with(1, length + before[1]);
      return convolve(KerasTensor.of(padded, shape), kernel, window.padded("valid"), groups);
    }
    if (window.axes() == 1) {
      KerasTensor plane = planar(x);
      Tensor wide = math.expand(kernel, 0);
      return math.squeeze(convolve(plane, wide, window.planar(false), groups), 1);
    }
    if (groups > 1 && !groupedKernel(window)) {
      int last = window.axes() + 1;
      List<Tensor> inputs = math.split(x.tensor(), groups, last);
      List<Tensor> kernels = math.split(kernel, groups, last);
      List<Tensor> outputs = new ArrayList<>();
      Shape part = x.shape().known(-1) ? x.shape().with(-1, x.shape().dim(-1) / groups) : x.shape();
      for (int i = 0; i < groups; i++) {
        outputs.add(convolve(KerasTensor.of(inputs.get(i), part), kernels.get(i), window, 1));
      }
      return math.concat(outputs, last);
    }
    if (window.axes() == 3 && window.dilated()) {
      return undilated(x, window, (folded, plain) -> convolution(folded, kernel, plain));
    }
    return convolution(x.tensor(), kernel, window);
  }

  /**
   * Whether the target has a kernel for groups that also runs when grappler fuses a bias into it:
   * that of oneDNN, the default since 2.9. The others say "Fused conv implementation does not
   * support grouped convolutions" (seen with 1.15 and 2.8).
   */
  private boolean groupedKernel(Window window) {
    return window.axes() == 2 && graph.target().graphDefVersion() >= ONE_DNN;
  }

  private Tensor convolution(Tensor x, Tensor kernel, Window window) {
    return graph
        .op(window.axes() == 3 ? "Conv3D" : "Conv2D")
        .in(x)
        .in(kernel)
        .attr("strides", Window.attribute(window.strides()))
        .attr("padding", window.padding().toUpperCase(Locale.ROOT))
        .attr("dilations", Window.attribute(window.dilation()))
        .out();
  }

  /** Each channel by itself; 1 or 2 axes, kernel {@code (…size, channels, multiplier)}. */
  public Tensor depthwise(LayerCall call, KerasTensor x, Tensor kernel, Window window) {
    if (window.axes() == 1) {
      KerasTensor plane = planar(x);
      Tensor wide = math.expand(kernel, 0);
      return math.squeeze(depthwise(call, plane, wide, window.planar(!window.dilated())), 1);
    }
    if (window.dilated() && window.strided()) {
      return subsampled(call, x, kernel, window);
    }
    return window.dilated()
        ? undilated(x, window, (folded, plain) -> depthwise(folded, kernel, plain))
        : depthwise(x.tensor(), kernel, window);
  }

  private Tensor depthwise(Tensor x, Tensor kernel, Window window) {
    int[] strides = window.strides();
    if (strides[0] != strides[1]) {
      return depthwiseUnequal(x, kernel, window);
    }
    return graph
        .op("DepthwiseConv2dNative")
        .in(x)
        .in(kernel)
        .attr("strides", Window.attribute(strides))
        .attr("padding", window.padding().toUpperCase(Locale.ROOT))
        .out();
  }

  /**
   * The kernel takes one stride for both axes; a window that is valid can be thinned out after it.
   */
  private Tensor depthwiseUnequal(Tensor x, Tensor kernel, Window window) {
    if (!window.padding().equals("valid")) {
      throw new IllegalStateException("unequal strides with padding are refused before");
    }
    return thinned(depthwise(x, kernel, window.unstrided()), window.strides());
  }

  /** Dilation and strides together: dilated first, then thinned out (Keras 3.15 nn.py). */
  private Tensor subsampled(LayerCall call, KerasTensor x, Tensor kernel, Window window) {
    KerasTensor padded = x;
    if (window.padding().equals("same")) {
      int[] before = new int[4];
      int[] after = new int[4];
      Shape shape = x.shape();
      for (int i = 0; i < 2; i++) {
        long length = x.shape().dim(1 + i);
        if (length == Shape.UNKNOWN) {
          throw call.refused("has strides and dilation over an axis of unknown length");
        }
        int stride = window.strides()[i];
        long steps = (length + stride - 1) / stride;
        int total = (int) Math.max((steps - 1) * stride + window.reach(i) - length, 0);
        before[1 + i] = total / 2;
        after[1 + i] = total - total / 2;
        shape = shape.with(1 + i, length + total);
      }
      padded = KerasTensor.of(math.pad(x.tensor(), before, after), shape);
    }
    Window dense = window.unstrided().padded("valid");
    return thinned(depthwise(call, padded, kernel, dense), window.strides());
  }

  private Tensor thinned(Tensor x, int[] strides) {
    return graph
        .op("StridedSlice")
        .in(x)
        .in(graph.ints(0, 0, 0, 0))
        .in(graph.ints(0, 0, 0, 0))
        .in(graph.ints(Window.attribute(strides)))
        .attr("begin_mask", 15)
        .attr("end_mask", 15)
        .out();
  }

  /**
   * A dilated window of stride 1 as a dense one over every n-th element, as tf.nn.convolution and
   * tf.nn.depthwise_conv2d do: space goes to the batch and comes back.
   */
  public Tensor undilated(KerasTensor x, Window window, BiFunction<Tensor, Window, Tensor> dense) {
    int axes = window.axes();
    List<Tensor> paddings = new ArrayList<>();
    List<Tensor> crops = new ArrayList<>();
    Tensor actual = null;
    for (int i = 0; i < axes; i++) {
      int total = window.padding().equals("same") ? window.reach(i) - 1 : 0;
      int rate = window.dilation()[i];
      Tensor extra;
      Tensor end;
      if (x.shape().known(1 + i)) {
        int over = (int) Math.floorMod(-(x.shape().dim(1 + i) + total), (long) rate);
        extra = graph.intScalar(over);
        end = graph.intScalar(total - total / 2 + over);
      } else {
        actual = actual == null ? graph.apply("Shape", x.tensor()) : actual;
        Tensor padded = math.add(Shapes.dim(graph, actual, 1 + i), total);
        extra = graph.apply("FloorMod", math.neg(padded), graph.intScalar(rate));
        end = math.add(extra, total - total / 2);
      }
      paddings.add(graph.op("Pack").in(List.of(graph.intScalar(total / 2), end)).out());
      crops.add(graph.op("Pack").in(List.of(graph.intScalar(0), extra)).out());
    }
    Tensor block = graph.ints(window.dilation());
    Tensor folded =
        graph.apply("SpaceToBatchND", x.tensor(), block, graph.op("Pack").in(paddings).out());
    Tensor result = dense.apply(folded, window.undilated().padded("valid"));
    return graph.apply("BatchToSpaceND", result, block, graph.op("Pack").in(crops).out());
  }

  /** One spatial axis as the second of two. */
  KerasTensor planar(KerasTensor x) {
    Shape shape = Shape.of(x.shape().dim(0), 1, x.shape().dim(1), x.shape().dim(2));
    return KerasTensor.of(math.expand(x.tensor(), 1), shape);
  }

  /** A kernel with the holes of its dilation filled with zeros. */
  public Tensor dilated(Tensor kernel, Window window, long inner, long outer) {
    Tensor result = kernel;
    int axes = window.axes();
    for (int axis = 0; axis < axes; axis++) {
      int rate = window.dilation()[axis];
      if (rate == 1) {
        continue;
      }
      int[] dims = new int[axes + 2];
      for (int i = 0; i < axes; i++) {
        dims[i] = i < axis ? window.reach(i) : window.size()[i];
      }
      dims[axes] = Math.toIntExact(inner);
      dims[axes + 1] = Math.toIntExact(outer);
      int[] after = new int[axes + 3];
      after[axis + 1] = rate - 1;
      Tensor spread = math.pad(math.expand(result, axis + 1), new int[axes + 3], after);
      dims[axis] = window.size()[axis] * rate;
      Tensor joined = math.reshape(spread, dims);
      dims[axis] = window.reach(axis);
      result = math.slice(joined, new int[axes + 2], dims);
    }
    return result;
  }
}
