package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.quantized.QuantizedEmbeddings;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Optional;

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
    Optional<QuantizedEmbeddings> few = QuantizedEmbeddings.of(call, rows, width, true);
    Tensor ids = indices(call, x, rows);
    Tensor looked =
        few.isPresent()
            ? few.get().rows(call, x, ids)
            : looked(call.graph(), call.weight("embeddings", rows, width), ids);
    return looked(call, looked, width);
  }

  /** Indices as int32 or int64, those below 0 counted from the last row in Keras 3. */
  static Tensor indices(LayerCall call, KerasTensor x, int rows) {
    Arithmetic math = new Arithmetic(call.graph());
    boolean index = x.type() == ElementType.INT32 || x.type() == ElementType.INT64;
    Tensor ids = index ? x.tensor() : math.cast(x.tensor(), ElementType.INT32);
    return call.era().major() >= 3 ? math.where(math.less(ids, 0), math.add(ids, rows), ids) : ids;
  }

  static Tensor looked(GraphBuilder graph, Tensor table, Tensor ids) {
    return graph.apply("GatherV2", table, ids, graph.intScalar(0));
  }

  /** The output of the layer, with the mask that its arguments say. */
  static List<KerasTensor> looked(LayerCall call, Tensor looked, int width) {
    KerasTensor x = call.input();
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor mask =
        call.config().flag("mask_zero", false)
            ? math.notEqual(x.tensor(), graph.scalarLike(x.tensor(), 0))
            : null;
    return List.of(new KerasTensor(looked, x.shape().append(width), mask));
  }
}
