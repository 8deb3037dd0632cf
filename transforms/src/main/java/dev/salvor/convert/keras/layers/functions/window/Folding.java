package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Windows of images {@code (batch, channels, height, width)} as columns, and columns added up to
 * images (keras/src/ops/nn.py, Unfold and Fold).
 */
public final class Folding {
  private Folding() {}

  /** What moves over both spatial axes. */
  private record Move(int[] size, int[] dilation, int[] padding, int[] stride) {
    static Move of(FunctionCall call) {
      int[] padding = call.has("padding") ? Kernels.each(call, "padding", 2) : new int[2];
      return new Move(
          Kernels.each(call, "kernel_size", 2),
          Kernels.each(call, "dilation", 2),
          padding,
          Kernels.each(call, "stride", 2));
    }

    int count(int axis, long length) {
      long reach = (long) dilation[axis] * (size[axis] - 1) + 1;
      return Math.toIntExact((length + 2L * padding[axis] - reach) / stride[axis] + 1);
    }
  }

  public static KerasTensor unfold(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Move move = Move.of(call);
    if (x.rank() != 4 || !x.shape().slice(1, 4).fullyKnown()) {
      throw call.layer().refused("takes windows of " + x.shape());
    }
    Arithmetic math = call.math();
    int[] margin = {0, 0, move.padding()[0], move.padding()[1]};
    Tensor last = math.transpose(math.pad(x.tensor(), margin, margin), 0, 2, 3, 1);
    Tensor patches =
        call.graph()
            .op("ExtractImagePatches")
            .in(last)
            .attr("ksizes", new int[] {1, move.size()[0], move.size()[1], 1})
            .attr("strides", new int[] {1, move.stride()[0], move.stride()[1], 1})
            .attr("rates", new int[] {1, move.dilation()[0], move.dilation()[1], 1})
            .attr("padding", "VALID")
            .out();
    int channels = Math.toIntExact(x.shape().dim(1));
    int high = move.count(0, x.shape().dim(2));
    int wide = move.count(1, x.shape().dim(3));
    int[] size = move.size();
    Tensor parted = math.reshape(patches, -1, high * wide, size[0] * size[1], channels);
    Tensor columns = math.transpose(parted, 0, 3, 2, 1);
    int rows = channels * size[0] * size[1];
    return KerasTensor.of(
        math.reshape(columns, -1, rows, high * wide),
        Shape.of(x.shape().dim(0), rows, (long) high * wide));
  }

  public static KerasTensor fold(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Move move = Move.of(call);
    int[] size = move.size();
    int[] out = Kernels.each(call, "output_size", 2);
    int area = size[0] * size[1];
    if (x.rank() != 3 || !x.shape().known(1) || area < 1 || x.shape().dim(1) % area != 0) {
      throw call.layer().refused("adds up " + x.shape());
    }
    int channels = Math.toIntExact(x.shape().dim(1) / area);
    int high = move.count(0, out[0]);
    int wide = move.count(1, out[1]);
    int width = out[1] + 2 * move.padding()[1];
    int height = out[0] + 2 * move.padding()[0];
    int[] places = new int[Math.multiplyExact(area, Math.multiplyExact(high, wide))];
    for (int i = 0; i < places.length; i++) {
      int column = i % wide;
      int row = i / wide % high;
      int across = i / (wide * high) % size[1];
      int down = i / (wide * high * size[1]);
      int y = row * move.stride()[0] + down * move.dilation()[0];
      places[i] = y * width + column * move.stride()[1] + across * move.dilation()[1];
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor flat = math.reshape(x.tensor(), -1, channels, places.length);
    Tensor sums =
        graph.apply(
            "UnsortedSegmentSum",
            math.transpose(flat, 2, 0, 1),
            graph.ints(places),
            graph.intScalar(width * height));
    Tensor images = math.reshape(math.transpose(sums, 1, 2, 0), -1, channels, height, width);
    int[] begin = {0, 0, move.padding()[0], move.padding()[1]};
    Tensor cut = math.slice(images, begin, new int[] {-1, -1, out[0], out[1]});
    return KerasTensor.of(cut, Shape.of(x.shape().dim(0), channels, out[0], out[1]));
  }
}
