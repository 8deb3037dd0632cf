package dev.salvor.convert.keras.layers.attention;

import dev.salvor.convert.keras.layers.Arguments;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention and AdditiveAttention: scores of query and key, softmax over the values, their weighted
 * sum (keras/layers/attention/base_dense_attention.py). Inputs are query, value and, where it
 * differs, key.
 */
public final class DenseAttention implements LayerConverter {
  private final boolean additive;

  public DenseAttention(boolean additive) {
    this.additive = additive;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("dropout", "seed");
    Arguments arguments =
        new Arguments(call, "inputs", "mask", "return_attention_scores", "use_causal_mask");
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() < 2 || inputs.size() > 3) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    KerasTensor query = inputs.get(0);
    KerasTensor value = inputs.get(1);
    KerasTensor key = inputs.size() > 2 ? inputs.get(2) : value;
    boolean causal = config.flag("causal", false) || arguments.flag("use_causal_mask");
    Arithmetic math = new Arithmetic(call.graph());
    Tensor scores = scores(call, math, query, key, value);
    Tensor valueMask = mask(call, 1);
    Tensor kept = valueMask == null ? null : spread(call, math, valueMask, causal);
    if (causal) {
      kept =
          AttentionMasks.both(
              math, kept, AttentionMasks.causal(math, query.tensor(), value.tensor()));
    }
    if (kept != null) {
      double penalty = scores.type() == ElementType.FLOAT16 ? 65504 : 1e9;
      scores = math.where(kept, scores, math.sub(scores, penalty));
    }
    Tensor weights = math.unary("Softmax", scores);
    Tensor result = math.matmul(weights, value.tensor());
    Tensor queryMask = mask(call, 0);
    if (queryMask != null) {
      Tensor shown = math.cast(math.expand(queryMask, -1), result.type());
      result = math.mul(result, shown);
    }
    Shape shape = query.shape().with(-1, value.shape().dim(-1));
    KerasTensor output = new KerasTensor(result, shape, queryMask);
    return arguments.flag("return_attention_scores")
        ? List.of(output, KerasTensor.of(weights, query.shape().with(-1, key.shape().dim(-2))))
        : List.of(output);
  }

  /** Until Keras 3.12 the mask of the values was not spread over the queries unless causal. */
  private static Tensor spread(LayerCall call, Arithmetic math, Tensor mask, boolean causal) {
    boolean flat = call.era().major() >= 3 && !call.era().atLeast(3, 12) && !causal;
    return flat ? mask : math.expand(mask, -2);
  }

  /** The mask of an input: of {@code mask=} where that is given, else the one it carries. */
  private static @Nullable Tensor mask(LayerCall call, int index) {
    if (call.kwargs().get("mask") instanceof Argument.Sequence<KerasTensor> given) {
      List<KerasTensor> one =
          index < given.items().size() ? given.items().get(index).tensors() : List.of();
      return one.isEmpty() ? null : one.get(0).tensor();
    }
    return call.inputs().get(index).keptMask();
  }

  private Tensor scores(
      LayerCall call, Arithmetic math, KerasTensor query, KerasTensor key, KerasTensor value) {
    LayerConfig config = call.config();
    boolean scaled = scaled(call);
    if (additive) {
      Tensor sum = math.unary("Tanh", pairs(math, query, key));
      if (scaled) {
        sum = math.mul(call.weight("scale", value.shape().dim(-1)), sum);
      }
      return math.sum(sum, false, -1);
    }
    String mode = config.text("score_mode", "dot");
    Tensor scale = scaled ? call.weight("scale") : null;
    if (mode.equals("dot")) {
      Tensor product =
          call.graph()
              .op("BatchMatMulV2")
              .in(query.tensor())
              .in(key.tensor())
              .attr("adj_y", true)
              .out();
      return scale == null ? product : math.mul(product, scale);
    }
    if (!mode.equals("concat")) {
      throw call.refused("has score_mode " + mode);
    }
    Tensor weight = call.weight("concat_score_weight");
    Tensor sum = pairs(math, query, key);
    Tensor bent = math.unary("Tanh", scale == null ? sum : math.mul(sum, scale));
    return math.mul(math.sum(bent, false, -1), weight);
  }

  private static Tensor pairs(Arithmetic math, KerasTensor query, KerasTensor key) {
    return math.add(math.expand(query.tensor(), -2), math.expand(key.tensor(), -3));
  }

  /** Versions that store no {@code use_scale} show it by the weight. */
  private boolean scaled(LayerCall call) {
    if (!call.config().has("use_scale") && call.stored().isPresent()) {
      return !call.stored().get().isEmpty();
    }
    return call.config().flag("use_scale", additive);
  }
}
