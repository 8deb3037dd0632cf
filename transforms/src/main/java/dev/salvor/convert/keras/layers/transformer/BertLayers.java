package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The small layers of keras-bert (0.86.0, layers). */
public final class BertLayers {
  private BertLayers() {}

  /** By the name that {@code recipes.PackageLayers} gives them. */
  public static Map<String, LayerConverter> table() {
    return Map.of(
        "keras_bert>Extract", BertLayers::extract,
        "keras_bert>Masked", BertLayers::masked,
        "keras_bert>MaskedGlobalMaxPool1D", BertLayers::maxPool,
        "keras_bert>TaskEmbedding", BertLayers::task);
  }

  /** One step of a sequence. */
  private static List<KerasTensor> extract(LayerCall call) {
    KerasTensor x = call.input();
    int index = call.config().integer("index");
    long steps = x.shape().dim(1);
    if (index < 0 && steps == Shape.UNKNOWN) {
      throw call.refused("takes step " + index + " of " + x.shape());
    }
    GraphBuilder graph = call.graph();
    Tensor at = graph.intScalar(Math.toIntExact(index < 0 ? index + steps : index));
    Tensor taken = graph.apply("GatherV2", x.tensor(), at, graph.intScalar(1));
    return call.unmasked(taken, x.shape().slice(0, 1).concat(x.shape().slice(2, x.rank())));
  }

  /** The features as they are, masked where the second input is 0 too. */
  private static List<KerasTensor> masked(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2 || inputs.get(0).keptMask() == null) {
      throw call.refused("takes masked features and which of them count");
    }
    KerasTensor x = inputs.get(0);
    Tensor marks = inputs.get(1).tensor();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor marked = math.notEqual(marks, call.graph().scalarLike(marks, 0));
    Tensor mask = math.and(marked, x.mask().orElseThrow());
    List<KerasTensor> outputs = new ArrayList<>(List.of(x.withMask(mask)));
    if (call.config().flag("return_masked", false)) {
      outputs.add(KerasTensor.of(math.cast(mask, ElementType.FLOAT32), x.shape().slice(0, 2)));
    }
    return outputs;
  }

  /** The greatest of each feature over the steps that are not masked. */
  private static List<KerasTensor> maxPool(LayerCall call) {
    KerasTensor x = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor value = x.tensor();
    if (call.mask().isPresent()) {
      Tensor off = math.sub(1, math.cast(call.mask().get(), value.type()));
      value = math.sub(value, math.expand(math.mul(off, 1e6), -1));
    }
    int axis = x.rank() - 2;
    Shape shape = x.shape().slice(0, axis).concat(x.shape().slice(axis + 1, x.rank()));
    return call.unmasked(math.reduce("Max", value, false, axis), shape);
  }

  /** The features plus the vector of a task. */
  private static List<KerasTensor> task(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    KerasTensor x = inputs.get(0);
    Tensor table =
        call.weight(
            "embeddings", call.config().integer("input_dim"), call.config().integer("output_dim"));
    Tensor tasks = math.cast(inputs.get(1).tensor(), ElementType.INT32);
    Tensor looked = graph.apply("GatherV2", table, tasks, graph.intScalar(0));
    if (call.config().flag("mask_zero", false)) {
      Tensor there = math.notEqual(tasks, graph.scalarLike(tasks, 0));
      looked = math.mul(looked, math.expand(math.cast(there, looked.type()), -1));
    }
    return call.output(math.add(x.tensor(), looked), x.shape());
  }
}
