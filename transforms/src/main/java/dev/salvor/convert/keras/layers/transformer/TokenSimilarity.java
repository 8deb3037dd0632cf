package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * How likely each token is: the softmax of a product with the table of an embedding, EmbeddingSim
 * (keras-embed-sim 0.8.0, embeddings.py) and EmbeddingSimilarity (keras-bert 0.86.0,
 * layers/embedding.py).
 */
public final class TokenSimilarity implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("initializer", "regularizer", "constraint", "stop_gradient");
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2 || inputs.get(1).rank() != 2) {
      throw call.refused("takes features and a table, the model gives it others");
    }
    KerasTensor x = inputs.get(0);
    KerasTensor table = inputs.get(1);
    long tokens = table.shape().dim(0);
    Tensor product =
        call.graph()
            .op("BatchMatMulV2")
            .in(x.tensor())
            .in(table.tensor())
            .attr("adj_y", true)
            .out();
    Arithmetic math = new Arithmetic(call.graph());
    if (call.config().flag("use_bias", true)) {
      product = math.add(product, call.weight("bias", tokens));
    }
    return call.output(math.unary("Softmax", product), x.shape().with(-1, tokens));
  }
}
