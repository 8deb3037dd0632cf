package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.List;

/**
 * Rows of a table by index, summed over the last axis of the indices, each with its weight where
 * weights are given, or their mean (tensorflow_addons 0.23, layers/embedding_bag.py and
 * custom_ops/layers/cc/kernels/embedding_bag_ops.cc).
 */
public final class EmbeddingBag implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int rows = call.config().integer("input_dim");
    int width = call.config().integer("output_dim");
    boolean masks = call.config().flag("mask_zero", false);
    String combiner = call.config().text("combiner", "sum");
    Tensor table = call.weight("embeddings", rows, width);
    Argument<KerasTensor> given =
        call.args().size() > 1 ? call.args().get(1) : call.kwargs().get("weights");
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor looked = graph.apply("GatherV2", table, x.tensor(), graph.intScalar(0));
    int axis = x.rank() - 1;
    if (x.rank() != 2) {
      throw call.refused("takes bags of indices, the model gives it " + x.shape());
    }
    if (given instanceof Argument.Leaf<KerasTensor> weights) {
      looked = math.mul(looked, math.expand(weights.value().tensor(), -1));
    }
    Tensor bag =
        switch (combiner) {
          case "sum" -> math.sum(looked, false, axis);
          case "mean" -> math.mean(looked, false, axis);
          default -> throw call.refused("combines by " + combiner);
        };
    Shape shape = x.shape().slice(0, axis).append(width);
    return masks ? call.output(bag, shape) : call.unmasked(bag, shape);
  }
}
