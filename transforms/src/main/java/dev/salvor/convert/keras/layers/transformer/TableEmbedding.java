package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.core.Embedding;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * An Embedding that gives its table too: EmbeddingRet (keras-embed-sim 0.8.0, embeddings.py) and
 * TokenEmbedding (keras-bert 0.86.0, layers/embedding.py).
 */
public final class TableEmbedding implements LayerConverter {
  private static final Embedding EMBEDDING = new Embedding();

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    List<KerasTensor> outputs = new ArrayList<>(EMBEDDING.convert(call));
    int rows = call.config().integer("input_dim");
    int width = call.config().integer("output_dim");
    Tensor table = call.graph().apply("Identity", call.weight("embeddings", rows, width));
    outputs.add(KerasTensor.of(table, Shape.of(rows, width)));
    return outputs;
  }
}
