package dev.salvor.convert.keras.layers.functions.random;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Numbers that follow from a seed alone: the same wherever they are drawn on a CPU, which draws
 * them by Philox (tensorflow/python/ops/stateless_random_ops.py).
 */
public final class StatelessRandom {
  /** The number of the algorithm (tensorflow/core/framework/rng_alg.h). */
  private static final int PHILOX = 1;

  private StatelessRandom() {}

  public static void add(FunctionTable table) {
    String spread = "shape seed mean stddev dtype name alg";
    table
        .add("random.stateless_uniform", "shape seed minval maxval dtype name alg", uniform())
        .add("random.stateless_normal", spread, normal("StatelessRandomNormalV2"))
        .add("random.stateless_truncated_normal", spread, normal("StatelessTruncatedNormalV2"))
        .add(
            "random.stateless_categorical",
            "x=logits samples=num_samples seed dtype name",
            chosen())
        .add(
            "compat.v1.random.stateless_multinomial",
            "x=logits samples=num_samples seed dtype=output_dtype name",
            chosen());
  }

  private static FunctionBody.Single uniform() {
    return call -> {
      ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
      if (type == ElementType.INT32 || type == ElementType.INT64) {
        Dimensions dims = Dimensions.of(call, "shape");
        Tensor low = bound(call, "minval", type, 0);
        Tensor high = call.tensor("maxval", type).tensor();
        Tensor drawn = op(call, "StatelessRandomUniformIntV2", dims).in(low).in(high).out();
        return KerasTensor.of(drawn, dims.known());
      }
      Tensor low = bound(call, "minval", type, 0);
      Tensor high = bound(call, "maxval", type, 1);
      return moved(call, "StatelessRandomUniformV2", type, call.math().sub(high, low), low);
    };
  }

  private static FunctionBody.Single normal(String op) {
    return call -> {
      ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
      Tensor mean = bound(call, "mean", type, 0);
      return moved(call, op, type, bound(call, "stddev", type, 1), mean);
    };
  }

  private static KerasTensor moved(
      FunctionCall call, String op, ElementType type, Tensor scale, Tensor offset) {
    if (!type.floating()) {
      throw call.layer().refused("draws numbers of " + type.id());
    }
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor drawn = op(call, op, dims).attr("dtype", type).out();
    return KerasTensor.of(call.math().add(call.math().mul(drawn, scale), offset), dims.known());
  }

  private static Tensor bound(FunctionCall call, String name, ElementType type, double absent) {
    return call.has(name) ? call.tensor(name, type).tensor() : call.graph().scalar(type, absent);
  }

  private static OpBuilder op(FunctionCall call, String op, Dimensions dims) {
    String algorithm = call.text("alg", "auto_select");
    if (!algorithm.equals("auto_select") && !algorithm.equals("philox")) {
      throw call.layer().refused("draws by the algorithm " + algorithm);
    }
    List<Tensor> parts = call.graph().op("StatelessRandomGetKeyCounter").in(seed(call)).outs();
    return call.graph()
        .op(op)
        .in(dims.vector())
        .in(parts.get(0))
        .in(parts.get(1))
        .in(call.graph().intScalar(PHILOX));
  }

  private static Tensor seed(FunctionCall call) {
    return call.tensor("seed", ElementType.INT32).tensor();
  }

  /** {@code tf.random.stateless_categorical}: classes by the logits of each row. */
  private static FunctionBody.Single chosen() {
    return call -> {
      KerasTensor x = call.tensor("x");
      int samples = call.integer("samples");
      Tensor drawn =
          call.graph()
              .op("StatelessMultinomial")
              .in(x.tensor())
              .in(call.graph().intScalar(samples))
              .in(seed(call))
              .attr("output_dtype", call.type("dtype").orElse(ElementType.INT64))
              .out();
      return KerasTensor.of(drawn, Shape.of(x.shape().dim(0), samples));
    };
  }
}
