package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * What a window moves over: an explicit padding is laid around the input first.
 *
 * @param x channels last
 * @param padding what is left to the op: {@code valid} or {@code same}
 */
record Padded(KerasTensor x, String padding) {

  /**
   * @param axes spatial axes
   * @param value what an explicit padding consists of
   */
  static Padded of(FunctionCall call, DataFormat format, KerasTensor x, int axes, double value) {
    String padding = Formats.padding(call);
    if (!padding.equals("explicit")) {
      return new Padded(x, padding);
    }
    List<int[]> edges = Formats.edges(call, format);
    if (edges.size() != axes + 2 || x.rank() != axes + 2) {
      throw call.layer().refused("pads " + x.shape() + " by " + edges.size() + " pairs");
    }
    int[] flat = edges.stream().flatMapToInt(java.util.Arrays::stream).toArray();
    Tensor pairs = call.math().reshape(call.graph().ints(flat), edges.size(), 2);
    Tensor around =
        call.graph().apply("PadV2", x.tensor(), pairs, call.graph().scalarLike(x.tensor(), value));
    Shape shape = x.shape();
    for (int i = 0; i < x.rank(); i++) {
      int[] pair = edges.get(i);
      shape = shape.known(i) ? shape.with(i, shape.dim(i) + pair[0] + pair[1]) : shape;
    }
    return new Padded(KerasTensor.of(around, shape), "valid");
  }
}
