package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arguments;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * An embedding that also works backwards, from vectors to scores of all rows (Keras 3.14 and
 * later).
 */
public final class ReversibleEmbedding implements LayerConverter {
  private final Embedding forward = new Embedding();

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    Arguments arguments = new Arguments(call, "inputs", "reverse");
    config.only("reverse_dtype", "float32");
    boolean tied = config.flag("tie_weights", true);
    int rows = config.integer("input_dim");
    int width = config.integer("output_dim");
    double cap = config.number("logit_soft_cap", 0);
    boolean mask = config.flag("mask_zero", false);
    Tensor table = call.weight("embeddings", rows, width);
    Tensor back = tied ? table : call.weight("reverse_embeddings", width, rows);
    if (!arguments.flag("reverse")) {
      KerasTensor looked = forward.convert(call).get(0);
      return List.of(mask ? looked : looked.withMask(null));
    }
    call.config().inert("lora_rank", "lora_alpha");
    KerasTensor x = call.input();
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor flat = math.reshape(x.tensor(), -1, width);
    Tensor scores = graph.op("MatMul").in(flat).in(back).attr("transpose_b", tied).out();
    Shape shape = x.shape().with(-1, rows);
    Tensor result = math.reshape(scores, x.tensor(), shape);
    if (cap != 0) {
      result = math.mul(math.unary("Tanh", math.div(result, cap)), cap);
    }
    return call.unmasked(result, shape);
  }
}
