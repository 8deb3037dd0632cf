package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arguments;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.quantized.QuantizedEmbeddings;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Optional;

/**
 * An embedding that also works backwards, from vectors to scores of all rows (Keras 3.14 and
 * later).
 */
public final class ReversibleEmbedding implements LayerConverter {

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
    Optional<QuantizedEmbeddings> few = QuantizedEmbeddings.of(call, rows, width, tied);
    KerasTensor x = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor table = few.isPresent() ? null : call.weight("embeddings", rows, width);
    Tensor back = few.isPresent() || tied ? table : call.weight("reverse_embeddings", width, rows);
    config.inert("sparse", "dropout", "input_length", "lora_rank", "lora_alpha");
    if (!arguments.flag("reverse")) {
      Tensor ids = Embedding.indices(call, x, rows);
      Tensor looked =
          table == null
              ? few.orElseThrow().rows(call, x, ids)
              : Embedding.looked(call.graph(), table, ids);
      KerasTensor result = Embedding.looked(call, looked, width).get(0);
      return List.of(mask ? result : result.withMask(null));
    }
    MatrixContraction contraction = new MatrixContraction(call.graph(), x, rows, () -> {});
    Shape shape = contraction.output();
    Tensor result =
        back == null
            ? few.orElseThrow().scores(call, contraction, x.tensor())
            : contraction.times(x.tensor(), tied ? math.transpose(back, 1, 0) : back);
    if (cap != 0) {
      result = math.mul(math.unary("Tanh", math.div(result, cap)), cap);
    }
    return call.unmasked(result, shape);
  }
}
