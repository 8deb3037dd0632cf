package dev.salvor.convert.keras.layers.pooling;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.ragged.Rows;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
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
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.WHOLE;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    if (x.ragged()) {
      return ragged(call, x);
    }
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

  /**
   * Over the steps that each row has: an empty one has no mean, and the lowest number for its
   * maximum (ragged_math_ops.py).
   */
  private List<KerasTensor> ragged(LayerCall call, KerasTensor x) {
    boolean keep = call.config().flag("keepdims", false);
    boolean first = DataFormat.of(call).channelsFirst();
    if (axes > 1 || first || x.rank() != 3 || x.splits().size() != 1) {
      throw call.refused("is called with a ragged tensor " + x.shape());
    }
    Rows rows = new Rows(call.graph());
    Arithmetic math = new Arithmetic(call.graph());
    Tensor splits = x.splits().get(0);
    Tensor pooled;
    if (max) {
      pooled = rows.reduced("UnsortedSegmentMax", x.tensor(), splits);
    } else if (call.mask().isPresent()) {
      Tensor weights = math.expand(math.cast(call.mask().get(), x.type()), 1);
      Tensor total = rows.reduced("UnsortedSegmentSum", math.mul(x.tensor(), weights), splits);
      pooled = math.div(total, rows.reduced("UnsortedSegmentSum", weights, splits));
    } else {
      pooled = rows.mean(x.tensor(), splits);
    }
    Shape shape = Shape.of(x.shape().dim(0), x.shape().dim(2));
    return keep
        ? call.unmasked(math.expand(pooled, 1), Shape.of(shape.dim(0), 1, shape.dim(1)))
        : call.unmasked(pooled, shape);
  }
}
