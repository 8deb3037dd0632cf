package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Values told apart by whether they are among the k least or greatest. */
public final class Partitions {
  private Partitions() {}

  /**
   * Places of the least values, then of the others in the order that {@code top_k} gives them.
   * Keras takes values as integers, and of several rows mixes up which were taken; that is what it
   * computes (keras/src/backend/tensorflow/numpy.py, argpartition).
   */
  public static KerasTensor indices(FunctionCall call) {
    KerasTensor given = Promotion.cast(call, call.tensor("x"), ElementType.INT32);
    int kth = call.integer("kth");
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    boolean flat = !call.has("axis") && call.none("axis");
    KerasTensor x = flat ? Joining.flat(call, given) : given;
    int last = x.rank() - 1;
    int axis = flat ? 0 : call.axis("axis", -1, x.rank());
    int[] swap = swap(x.rank(), axis);
    Tensor value = math.transpose(x.tensor(), swap);
    Tensor length = Shapes.dim(graph, graph.apply("Shape", value), last);
    if (kth < 0) {
      throw call.layer().refused("parts values at " + kth);
    }
    Tensor place = math.min(graph.intScalar(kth), math.sub(length, 1));
    Tensor least = top(graph, math.neg(value), math.add(place, 1));
    Tensor chosen =
        graph.op("OneHot").in(least).in(length).in(graph.intScalar(1)).in(graph.intScalar(0)).out();
    Tensor taken = graph.apply("Where", math.sum(chosen, false, 0));
    Tensor count = math.slice(graph.apply("Shape", taken), new int[] {0}, new int[] {1});
    Tensor zeros = graph.apply("Fill", count, graph.intScalar(0));
    Tensor rest =
        graph.apply("TensorScatterUpdate", value, math.cast(taken, ElementType.INT32), zeros);
    Tensor others = top(graph, rest, math.sub(math.sub(length, place), 1));
    Tensor all = math.concat(List.of(least, others), last);
    return KerasTensor.of(math.transpose(all, swap), x.shape());
  }

  private static Tensor top(GraphBuilder graph, Tensor x, Tensor count) {
    return graph.op("TopKV2").in(x).in(count).outs().get(1);
  }

  private static int[] swap(int rank, int axis) {
    int[] swap = IntStream.range(0, rank).toArray();
    swap[axis] = rank - 1;
    swap[rank - 1] = axis;
    return swap;
  }

  /** Whether the target's class is among the k greatest predictions. */
  public static KerasTensor inTopK(FunctionCall call) {
    KerasTensor targets = call.tensor("targets");
    Tensor k = call.graph().scalarLike(targets.tensor(), call.integer("k"));
    Tensor found =
        call.graph().apply("InTopKV2", call.tensor("predictions").tensor(), targets.tensor(), k);
    return KerasTensor.of(found, Shape.of(targets.shape().dim(0)));
  }
}
