package dev.salvor.convert.keras.layers.functions.random;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;

/**
 * Numbers of other distributions than the uniform and the normal one, which a seed gives
 * (tensorflow/python/ops/stateless_random_ops.py). TensorFlow 2.4 to 2.21 draw the same ones.
 */
final class Distributions {
  private Distributions() {}

  static KerasTensor binomial(FunctionCall call) {
    KerasTensor likely = call.tensor("probs", ElementType.FLOAT32);
    KerasTensor counts = call.tensor("counts", likely.type());
    Dimensions dims = Dimensions.of(call, "shape");
    OpBuilder op = op(call, "StatelessRandomBinomial", dims);
    Tensor drawn =
        op.in(counts.tensor())
            .in(likely.tensor())
            .attr("dtype", call.type("dtype").orElse(ElementType.INT32))
            .out();
    return KerasTensor.of(drawn, dims.known());
  }

  static KerasTensor poisson(FunctionCall call) {
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor drawn =
        op(call, "StatelessRandomPoisson", dims)
            .in(call.tensor("lam", ElementType.FLOAT32).tensor())
            .attr("dtype", call.type("dtype").orElse(ElementType.INT32))
            .out();
    return KerasTensor.of(drawn, dims.known());
  }

  /** Never 0: the least is the smallest normal number of the type. */
  static KerasTensor gamma(FunctionCall call) {
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    double least =
        switch (type) {
          case FLOAT32 -> Float.MIN_NORMAL;
          case FLOAT64 -> Double.MIN_NORMAL;
          case FLOAT16 -> 0x1p-14;
          default -> throw call.layer().refused("draws numbers of " + type.id());
        };
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    Tensor alpha = call.tensor("alpha", type).tensor();
    Tensor beta = call.has("beta") ? call.tensor("beta", type).tensor() : graph.scalar(type, 1);
    Tensor both =
        graph.apply("BroadcastArgs", graph.apply("Shape", alpha), graph.apply("Shape", beta));
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor drawn =
        op(call, "StatelessRandomGammaV2", dims).in(graph.apply("BroadcastTo", alpha, both)).out();
    return KerasTensor.of(math.max(math.div(drawn, beta), least), dims.known());
  }

  /** A normal one within bounds of its own. */
  static KerasTensor truncated(FunctionCall call) {
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor drawn =
        op(call, "StatelessParameterizedTruncatedNormal", dims)
            .in(number(call, "means", 0))
            .in(number(call, "stddevs", 1))
            .in(number(call, "minvals", -2))
            .in(number(call, "maxvals", 2))
            .out();
    return KerasTensor.of(drawn, dims.known());
  }

  private static Tensor number(FunctionCall call, String name, double absent) {
    return call.has(name)
        ? call.tensor(name, ElementType.FLOAT32).tensor()
        : call.graph().scalar(ElementType.FLOAT32, absent);
  }

  private static OpBuilder op(FunctionCall call, String op, Dimensions dims) {
    return call.graph().op(op).in(dims.vector()).in(new Draws(call).seed().tensor());
  }
}
