package dev.salvor.convert.keras.layers.pooling;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean or the maximum over all spatial axes. GlobalAveragePooling1D leaves masked steps out
 * (keras/layers/pooling/global_average_pooling1d.py).
 */
public final class GlobalPooling implements LayerConverter {
  private final int axes;
  private final boolean max;

  public GlobalPooling(int axes, boolean max) {
    this.axes = axes;
    this.max = max;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    boolean keep = call.config().flag("keepdims", false);
    int first = DataFormat.of(call).channelsFirst() ? 2 : 1;
    int[] over = IntStream.range(first, first + axes).toArray();
    Arithmetic math = new Arithmetic(call.graph());
    Shape shape = Shape.SCALAR;
    for (int axis = 0; axis < x.rank(); axis++) {
      boolean gone = axis >= first && axis < first + axes;
      if (keep || !gone) {
        shape = shape.append(gone ? 1 : x.shape().dim(axis));
      }
    }
    if (max || axes > 1 || call.mask().isEmpty()) {
      Tensor pooled = math.reduce(max ? "Max" : "Mean", x.tensor(), keep, over);
      return call.unmasked(pooled, shape);
    }
    Tensor kept = math.cast(call.mask().get(), x.type());
    Tensor weights = math.expand(kept, first == 1 ? 2 : 1);
    Tensor total = math.sum(math.mul(x.tensor(), weights), keep, over);
    return call.unmasked(math.div(total, math.sum(weights, keep, over)), shape);
  }
}
