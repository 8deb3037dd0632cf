package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/** Cropping1D to 3D: cuts from the ends of the spatial axes. */
public final class Cropping implements LayerConverter {
  private final int axes;

  public Cropping(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Margins margins = Margins.of(call, "cropping", axes);
    int first = DataFormat.of(call).channelsFirst() ? 2 : 1;
    int[] begin = new int[x.rank()];
    int[] end = new int[x.rank()];
    int toEnd = 0;
    Shape shape = x.shape();
    for (int axis = 0; axis < x.rank(); axis++) {
      int i = axis - first;
      boolean spatial = i >= 0 && i < axes;
      begin[axis] = spatial ? margins.before()[i] : 0;
      end[axis] = spatial ? -margins.after()[i] : 0;
      if (end[axis] == 0) {
        toEnd |= 1 << axis;
      }
      if (spatial && shape.known(axis)) {
        long left = shape.dim(axis) - begin[axis] + end[axis];
        if (left <= 0) {
          throw call.refused("leaves nothing of axis " + axis + " of " + x.shape());
        }
        shape = shape.with(axis, left);
      }
    }
    GraphBuilder graph = call.graph();
    int[] ones = new int[x.rank()];
    Arrays.fill(ones, 1);
    Tensor cut =
        graph
            .op("StridedSlice")
            .in(x.tensor())
            .in(graph.ints(begin))
            .in(graph.ints(end))
            .in(graph.ints(ones))
            .attr("end_mask", toEnd)
            .out();
    return call.unmasked(cut, shape);
  }
}
