package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * SeqSelfAttention, additive or multiplicative, over whole sequences (keras-self-attention 0.46.0,
 * seq_self_attention.py). Windows and masks act differently from version to version, which the file
 * does not tell.
 */
public final class SequenceAttention implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("attention_regularizer_weight");
    KerasTensor x = call.input();
    boolean window =
        call.config().has("attention_width") || call.config().flag("history_only", false);
    if (x.rank() != 3 || window || x.keptMask() != null) {
      throw call.refused(
          "attends to a part of " + x.shape() + ", which versions of its package do differently");
    }
    long width = x.shape().dim(2);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor emitted =
        switch (call.config().text("attention_type", "additive")) {
          case "additive" -> additive(call, math, x, width);
          case "multiplicative" -> multiplicative(call, math, x, width);
          default -> throw call.refused("has type " + call.config().node("attention_type"));
        };
    Shape pairs = x.shape().with(2, x.shape().dim(1));
    Tensor bent = Activations.of(call, "attention_activation", KerasTensor.of(emitted, pairs));
    Tensor scores = math.unary("Softmax", bent);
    List<KerasTensor> outputs =
        new ArrayList<>(call.output(math.matmul(scores, x.tensor()), x.shape()));
    if (call.config().flag("return_attention", false)) {
      outputs.add(KerasTensor.of(scores, pairs));
    }
    return outputs;
  }

  private static Tensor additive(LayerCall call, Arithmetic math, KerasTensor x, long width) {
    long units = call.config().integer("units");
    Tensor queries = math.matmul(x.tensor(), call.weight("Wt", width, units));
    Tensor keys = math.matmul(x.tensor(), call.weight("Wx", width, units));
    Tensor sum = math.add(math.expand(queries, 2), math.expand(keys, 1));
    if (call.config().flag("use_additive_bias", true)) {
      sum = math.add(sum, call.weight("bh", units));
    }
    Tensor column = call.weight("Wa", units, 1);
    Tensor emitted = math.squeeze(math.matmul(math.unary("Tanh", sum), column), 3);
    return biased(call, math, emitted);
  }

  private static Tensor multiplicative(LayerCall call, Arithmetic math, KerasTensor x, long width) {
    call.config().inert("units", "use_additive_bias");
    Tensor turned = math.matmul(x.tensor(), call.weight("Wa", width, width));
    Tensor emitted =
        call.graph().op("BatchMatMulV2").in(turned).in(x.tensor()).attr("adj_y", true).out();
    return biased(call, math, emitted);
  }

  private static Tensor biased(LayerCall call, Arithmetic math, Tensor emitted) {
    boolean bias = call.config().flag("use_attention_bias", true);
    return bias ? math.add(emitted, call.weight("ba", 1)) : emitted;
  }
}
