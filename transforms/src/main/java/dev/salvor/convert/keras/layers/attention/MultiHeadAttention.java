package dev.salvor.convert.keras.layers.attention;

import dev.salvor.convert.keras.layers.Arguments;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.ragged.Rows;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head and grouped-query attention: projections of query, key and value, scaled dot products
 * over {@code attention_axes}, and a projection of the result
 * (keras/layers/attention/multi_head_attention.py, grouped_query_attention.py). Weights lie in the
 * children query, key, (gate,) value and attention_output, in this order.
 */
public final class MultiHeadAttention implements LayerConverter {
  private final boolean grouped;

  public MultiHeadAttention(boolean grouped) {
    this.grouped = grouped;
  }

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.WHOLE;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("query_shape", "key_shape", "value_shape", "seed", "flash_attention", "dropout");
    Arguments arguments =
        new Arguments(
            call,
            "query",
            "value",
            "key",
            "query_mask",
            "value_mask",
            "key_mask",
            "attention_mask",
            "return_attention_scores",
            "use_causal_mask");
    KerasTensor given = required(call, arguments, "query");
    Rows rows = new Rows(call.graph());
    KerasTensor query = padded(call, rows, given);
    KerasTensor value = padded(call, rows, required(call, arguments, "value"));
    KerasTensor key = arguments.tensor("key").map(k -> padded(call, rows, k)).orElse(value);
    Heads heads = heads(config);
    KerasTensor q =
        Projection.apply(call, "query_dense", "query", query, 1, heads.queries(), heads.keySize());
    KerasTensor k =
        Projection.apply(call, "key_dense", "key", key, 1, heads.values(), heads.keySize());
    Tensor gate = null;
    if (config.flag("use_gate", false)) {
      gate =
          Projection.apply(call, "gate_dense", "gate", query, 1, heads.queries(), heads.valueSize())
              .tensor();
    }
    KerasTensor v =
        Projection.apply(call, "value_dense", "value", value, 1, heads.values(), heads.valueSize());
    boolean scores = arguments.flag("return_attention_scores");
    AttentionScores attention = new AttentionScores(call, axes(config, q.rank()), heads, scores);
    AttentionScores.Result result =
        attention.apply(q, k, v, mask(call, arguments, query, key, value));
    Tensor gated = result.output();
    if (gate != null) {
      gated = new Arithmetic(call.graph()).mul(gated, gate);
    }
    Shape inner = q.shape().with(-1, heads.valueSize());
    KerasTensor output =
        Projection.apply(
            call,
            "output_dense",
            "attention_output",
            KerasTensor.of(gated, inner),
            2,
            outputs(call, query));
    KerasTensor masked =
        given.ragged()
            ? new KerasTensor(
                rows.kept(output, rows.mask(given, query)),
                given.shape().with(-1, output.shape().dim(-1)),
                null,
                given.splits())
            : output.withMask(outputMask(call, query));
    return scores
        ? List.of(masked, KerasTensor.of(result.scores(), attention.shape(q.shape(), k.shape())))
        : List.of(masked);
  }

  /**
   * Ragged inputs are padded and no mask tells, so that padding is attended to
   * (keras/layers/attention/multi_head_attention.py of 2.12).
   */
  private static KerasTensor padded(LayerCall call, Rows rows, KerasTensor x) {
    if (!x.ragged()) {
      return x;
    }
    boolean key = call.kwargs().containsKey("key") || call.args().size() > 2;
    if (key || x.splits().size() != 1 || x.keptMask() != null) {
      throw call.refused("is called with a ragged tensor in a way that is not supported");
    }
    return rows.dense(x);
  }

  private static KerasTensor required(LayerCall call, Arguments arguments, String name) {
    return arguments.tensor(name).orElseThrow(() -> call.refused("is called without a " + name));
  }

  private Heads heads(LayerConfig config) {
    if (grouped) {
      int size = config.integer("head_dim");
      return new Heads(
          config.integer("num_query_heads"), config.integer("num_key_value_heads"), size, size);
    }
    int heads = config.integer("num_heads");
    int size = config.integer("key_dim");
    return new Heads(heads, heads, size, config.integer("value_dim", size));
  }

  /**
   * Axes that are attended over: all between batch and heads unless {@code attention_axes} says.
   */
  private static int[] axes(LayerConfig config, int rank) {
    if (!config.has("attention_axes")) {
      return IntStream.range(1, rank - 2).toArray();
    }
    return IntStream.of(config.integers("attention_axes"))
        .map(axis -> axis < 0 ? axis + rank - 1 : axis)
        .toArray();
  }

  private static int[] outputs(LayerCall call, KerasTensor query) {
    return call.config().has("output_shape")
        ? call.config().integers("output_shape")
        : new int[] {Math.toIntExact(query.shape().dim(-1))};
  }

  private static @Nullable KerasTensor mask(
      LayerCall call, Arguments arguments, KerasTensor query, KerasTensor key, KerasTensor value) {
    Arithmetic math = new Arithmetic(call.graph());
    boolean travelling = travelling(call);
    Tensor queries = given(math, arguments, "query_mask", query, travelling);
    Tensor values = given(math, arguments, "value_mask", value, travelling);
    Tensor keys =
        arguments.tensor("key").isPresent()
            ? given(math, arguments, "key_mask", key, travelling)
            : null;
    Tensor mask = queries == null ? null : math.expand(queries, 2);
    mask = AttentionMasks.both(math, mask, values == null ? null : math.expand(values, 1));
    mask = AttentionMasks.both(math, mask, keys == null ? null : math.expand(keys, 1));
    if (arguments.flag("use_causal_mask")) {
      Tensor causal = AttentionMasks.causal(math, query.tensor(), value.tensor());
      mask = AttentionMasks.both(math, mask, causal);
    }
    if (call.config().has("sliding_window")) {
      int window = call.config().integer("sliding_window");
      Tensor near = AttentionMasks.window(math, query.tensor(), value.tensor(), window);
      mask = AttentionMasks.both(math, mask, near);
    }
    Optional<KerasTensor> explicit = arguments.tensor("attention_mask");
    if (explicit.isEmpty()) {
      return mask == null ? null : KerasTensor.of(mask, Shape.of(-1, -1, -1));
    }
    Tensor stated = bool(math, explicit.get().tensor());
    return mask == null || explicit.get().rank() >= 3
        ? KerasTensor.of(mask == null ? stated : math.and(stated, mask), explicit.get().shape())
        : KerasTensor.of(math.and(stated, mask), Shape.of(-1, -1, -1));
  }

  private static @Nullable Tensor given(
      Arithmetic math, Arguments arguments, String name, KerasTensor x, boolean travelling) {
    Tensor own = travelling ? x.keptMask() : null;
    Tensor mask = arguments.tensor(name).map(KerasTensor::tensor).orElse(own);
    return mask == null ? null : bool(math, mask);
  }

  private static Tensor bool(Arithmetic math, Tensor mask) {
    return math.cast(mask, ElementType.BOOL);
  }

  /** The query's mask goes on. */
  private static @Nullable Tensor outputMask(LayerCall call, KerasTensor query) {
    return travelling(call) ? query.keptMask() : null;
  }

  /** Masks that travel with the inputs count since tf.keras 2.10. */
  private static boolean travelling(LayerCall call) {
    return call.era().atLeast(2, 10);
  }
}
