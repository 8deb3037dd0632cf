package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/**
 * The projection onto the probability simplex: {@code max(x - tau, 0)} with the threshold tau found
 * from the sorted input. Keras sums the running sums of the support where the definition has the
 * sum of the support; what it computes is what models were trained with
 * (keras/src/backend/tensorflow/nn.py, sparsemax).
 */
final class Sparsemax {
  private Sparsemax() {}

  /**
   * @param running whether the running sums are summed, as Keras does
   */
  static Tensor of(Arithmetic math, KerasTensor x, int axis, boolean running) {
    int last = x.rank() - 1;
    int[] swap = IntStream.rangeClosed(0, last).toArray();
    swap[axis] = last;
    swap[last] = axis;
    Tensor logits = math.transpose(x.tensor(), swap);
    GraphBuilder graph = math.graph();
    Tensor length =
        graph.apply(
            "GatherV2", graph.apply("Shape", logits), graph.intScalar(last), graph.intScalar(0));
    Tensor sorted = graph.op("TopKV2").in(logits).in(length).first();
    Tensor sums = graph.op("Cumsum").in(sorted).in(graph.intScalar(-1)).out();
    Tensor order =
        math.cast(
            graph.apply("Range", graph.intScalar(1), math.add(length, 1), graph.intScalar(1)),
            x.type());
    Tensor support = graph.apply("Greater", math.add(math.mul(sorted, order), 1), sums);
    Tensor count = math.sum(math.cast(support, ElementType.INT32), true, -1);
    Tensor total = math.sum(math.where(support, running ? sums : sorted, graph.scalarLike(sums, 0)), true, -1);
    Tensor tau = math.div(math.sub(total, 1), math.cast(count, x.type()));
    return math.transpose(math.relu(math.sub(logits, tau)), swap);
  }
}
