package dev.salvor.convert.keras.layers.functions.random;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Numbers that follow from a seed alone: the same wherever they are drawn on a CPU, which draws
 * them by Philox (tensorflow/python/ops/stateless_random_ops.py).
 */
public final class StatelessRandom {
  private StatelessRandom() {}

  public static void add(FunctionTable table) {
    String spread = "shape seed mean stddev dtype name alg";
    table
        .add(
            "random.stateless_uniform",
            "shape seed minval maxval dtype name alg",
            StatelessRandom::uniform)
        .add("random.stateless_normal", spread, normal("StatelessRandomNormalV2"))
        .add("random.stateless_truncated_normal", spread, normal("StatelessTruncatedNormalV2"))
        .add(
            "random.stateless_categorical",
            "x=logits samples=num_samples seed dtype name",
            StatelessRandom::chosen)
        .add(
            "compat.v1.random.stateless_multinomial",
            "x=logits samples=num_samples seed dtype=output_dtype name",
            StatelessRandom::chosen)
        .add(
            "random.stateless_binomial",
            "shape seed counts probs dtype=output_dtype name",
            Distributions::binomial)
        .add("random.stateless_gamma", "shape seed alpha beta dtype name", Distributions::gamma)
        .add("random.stateless_poisson", "shape seed lam dtype name", Distributions::poisson)
        .add(
            "random.stateless_parameterized_truncated_normal",
            "shape seed means stddevs minvals maxvals name",
            Distributions::truncated)
        .add(
            "random.split random.experimental.stateless_split", "seed num alg", SeededOrders::split)
        .add(
            "random.fold_in random.experimental.stateless_fold_in",
            "seed data alg",
            SeededOrders::folded)
        .add(
            "random.experimental.stateless_shuffle",
            "x=value seed alg name",
            SeededOrders::shuffled)
        .add("random.experimental.index_shuffle", "index seed most=max_index", SeededOrders::places)
        .add("random_index_shuffle", "index seed most=max_index rounds name", SeededOrders::placed)
        .add(
            "nn.experimental.stateless_dropout",
            "x rate seed alg=rng_alg noise=noise_shape name",
            StatelessRandom::dropped);
    SeededImages.add(table);
  }

  private static KerasTensor uniform(FunctionCall call) {
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    Draws draws = new Draws(call);
    Dimensions dims = Dimensions.of(call, "shape");
    if (type.floating()) {
      Tensor low = bound(call, "minval", type, 0);
      Tensor high = bound(call, "maxval", type, 1);
      return KerasTensor.of(draws.uniform(dims.vector(), low, high), dims.known());
    }
    boolean signed = type == ElementType.INT32 || type == ElementType.INT64;
    if (call.none("minval") && !call.has("maxval")) {
      if (!signed && type != ElementType.UINT32 && type != ElementType.UINT64) {
        throw call.layer().refused("draws numbers of " + type.id());
      }
      return KerasTensor.of(draws.any(dims.vector(), type), dims.known());
    }
    if (!signed) {
      throw call.layer().refused("draws numbers of " + type.id());
    }
    Tensor low = bound(call, "minval", type, 0);
    Tensor high = call.tensor("maxval", type).tensor();
    return KerasTensor.of(draws.whole(dims.vector(), low, high), dims.known());
  }

  private static FunctionBody.Single normal(String op) {
    return call -> {
      ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
      if (!type.floating()) {
        throw call.layer().refused("draws numbers of " + type.id());
      }
      Dimensions dims = Dimensions.of(call, "shape");
      Tensor drawn = new Draws(call).op(op, dims.vector()).attr("dtype", type).out();
      Tensor scaled = call.math().mul(drawn, bound(call, "stddev", type, 1));
      return KerasTensor.of(call.math().add(scaled, bound(call, "mean", type, 0)), dims.known());
    };
  }

  private static Tensor bound(FunctionCall call, String name, ElementType type, double absent) {
    return call.has(name) ? call.tensor(name, type).tensor() : call.graph().scalar(type, absent);
  }

  /** {@code tf.random.stateless_categorical}: classes by the logits of each row. */
  private static KerasTensor chosen(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int samples = call.integer("samples");
    Tensor drawn =
        call.graph()
            .op("StatelessMultinomial")
            .in(x.tensor())
            .in(call.graph().intScalar(samples))
            .in(new Draws(call).seed().tensor())
            .attr("output_dtype", call.type("dtype").orElse(ElementType.INT64))
            .out();
    return KerasTensor.of(drawn, Shape.of(x.shape().dim(0), samples));
  }

  /** Values set to 0 by what the seed gives (nn_ops.py, _dropout). */
  private static KerasTensor dropped(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    double rate = call.number("rate", 0);
    if (call.has("noise") || !x.type().floating() || rate < 0 || rate >= 1) {
      throw call.layer().refused("drops " + rate + " of " + x.type().id() + ", or whole slices");
    }
    if (rate == 0) {
      call.find("seed");
      call.find("alg");
      return x;
    }
    GraphBuilder graph = call.graph();
    Tensor zero = graph.scalar(x.type(), 0);
    Tensor drawn =
        new Draws(call).uniform(graph.apply("Shape", x.tensor()), zero, graph.scalar(x.type(), 1));
    Tensor kept = graph.apply("GreaterEqual", drawn, graph.scalar(x.type(), rate));
    Tensor scaled = call.math().mul(x.tensor(), 1 / (1 - rate));
    return KerasTensor.of(call.math().where(kept, scaled, zero), x.shape());
  }
}
