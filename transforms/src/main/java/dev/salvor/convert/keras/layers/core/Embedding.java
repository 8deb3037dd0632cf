package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * Rows of a table by index. Indices of other types are cast to int32, as Keras does; {@code
 * mask_zero} masks index 0, whose row is looked up all the same (keras/layers/core/embedding.py).
 */
public final class Embedding implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("input_length", "dropout", "sparse", "lora_rank", "lora_alpha");
    KerasTensor x = call.input();
    int rows = call.config().integer("input_dim");
    int width = call.config().integer("output_dim");
    Tensor table = call.weight("embeddings", rows, width);
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    boolean index = x.type() == ElementType.INT32 || x.type() == ElementType.INT64;
    Tensor ids = index ? x.tensor() : math.cast(x.tensor(), ElementType.INT32);
    if (call.era().major() >= 3) {
      ids = math.where(math.less(ids, 0), math.add(ids, rows), ids);
    }
    Tensor looked = graph.apply("GatherV2", table, ids, graph.intScalar(0));
    Tensor mask =
        call.config().flag("mask_zero", false)
            ? math.notEqual(x.tensor(), graph.scalarLike(x.tensor(), 0))
            : null;
    return List.of(new KerasTensor(looked, x.shape().append(width), mask));
  }
}
