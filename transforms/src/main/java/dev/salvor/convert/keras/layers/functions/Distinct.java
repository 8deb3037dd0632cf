package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The distinct values of a tensor, sorted (Keras 3.15, backend/tensorflow/numpy.py, unique). */
final class Distinct {
  private final FunctionCall call;
  private final Arithmetic math;
  private final GraphBuilder graph;

  private Distinct(FunctionCall call) {
    this.call = call;
    this.math = call.math();
    this.graph = call.graph();
  }

  /** Values, then what is asked for: where each came first, which of them each was, how often. */
  static List<KerasTensor> of(FunctionCall call) {
    return new Distinct(call).results();
  }

  private List<KerasTensor> results() {
    KerasTensor x = call.tensor("x");
    boolean flat = !call.has("axis");
    if (!flat && x.rank() != 1) {
      throw call.layer().refused("takes slices of " + x.shape() + " for values");
    }
    Tensor vector = math.reshape(x.tensor(), -1);
    List<Tensor> found = graph.op("UniqueWithCounts").in(vector).outs();
    Tensor values = found.get(0);
    Tensor inverse = found.get(1);
    Tensor counts = found.get(2);
    Tensor total = graph.apply("Size", values);
    Tensor range =
        graph.apply("Range", graph.intScalar(0), graph.apply("Size", vector), graph.intScalar(1));
    Tensor first = graph.apply("UnsortedSegmentMin", range, inverse, total);
    if (call.flag("sorted", true)) {
      Tensor order = graph.op("TopKV2").in(math.neg(values)).in(total).outs().get(1);
      values = picked(values, order);
      first = picked(first, order);
      counts = picked(counts, order);
      inverse = picked(graph.apply("InvertPermutation", order), inverse);
    }
    Integer size = call.has("size") ? (Integer) call.integer("size") : null;
    double fill = call.number("fill_value", 0);
    long length = size == null ? Shape.UNKNOWN : size;
    List<KerasTensor> results = new ArrayList<>();
    results.add(KerasTensor.of(sized(values, total, size, fill), Shape.of(length)));
    if (call.flag("return_index", false)) {
      results.add(KerasTensor.of(sized(first, total, size, 1), Shape.of(length)));
    }
    if (call.flag("return_inverse", false)) {
      Tensor shape = graph.apply("Shape", x.tensor());
      results.add(KerasTensor.of(graph.apply("Reshape", inverse, shape), x.shape()));
    }
    if (call.flag("return_counts", false)) {
      results.add(KerasTensor.of(sized(counts, total, size, 0), Shape.of(length)));
    }
    return results;
  }

  private Tensor picked(Tensor from, Tensor places) {
    return graph.apply("GatherV2", from, places, graph.intScalar(0));
  }

  /** Cut, or filled up, to a fixed size. */
  private Tensor sized(Tensor x, Tensor total, @Nullable Integer size, double fill) {
    if (size == null) {
      return x;
    }
    Tensor kept = math.min(total, size);
    Tensor cut = graph.apply("Slice", x, graph.ints(0), math.reshape(kept, 1));
    Tensor missing = math.sub(graph.intScalar(size), kept);
    Tensor paddings =
        math.reshape(graph.op("Pack").in(List.of(graph.intScalar(0), missing)).out(), 1, 2);
    Tensor padded = graph.apply("PadV2", cut, paddings, graph.scalarLike(x, fill));
    return math.reshape(padded, size);
  }
}
