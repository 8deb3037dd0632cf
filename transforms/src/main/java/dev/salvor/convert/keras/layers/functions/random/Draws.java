package dev.salvor.convert.keras.layers.functions.random;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;

/**
 * What the seed of a call gives: evenly distributed numbers, drawn as a CPU draws them, by Philox
 * (tensorflow/python/ops/stateless_random_ops.py, random_ops_util.py).
 */
record Draws(FunctionCall call) {
  /** The number of the algorithm (tensorflow/core/framework/rng_alg.h). */
  private static final int PHILOX = 1;

  KerasTensor seed() {
    return call.tensor("seed", ElementType.INT32);
  }

  /** An op that takes a key, a counter and the number of the algorithm behind its input. */
  OpBuilder op(String op, Tensor input) {
    String algorithm = call.text("alg", "auto_select");
    if (!algorithm.equals("auto_select") && !algorithm.equals("philox")) {
      throw call.layer().refused("draws by the algorithm " + algorithm);
    }
    var state = call.graph().op("StatelessRandomGetKeyCounter").in(seed().tensor()).outs();
    return call.graph()
        .op(op)
        .in(input)
        .in(state.get(0))
        .in(state.get(1))
        .in(call.graph().intScalar(PHILOX));
  }

  /** Floating point numbers from {@code low} to below {@code high}. */
  Tensor uniform(Tensor shape, Tensor low, Tensor high) {
    Tensor drawn = op("StatelessRandomUniformV2", shape).attr("dtype", low.type()).out();
    return call.math().add(call.math().mul(drawn, call.math().sub(high, low)), low);
  }

  /** One of them as a float32. */
  Tensor one(double low, double high) {
    return uniform(
        call.graph().ints(),
        call.graph().scalar(ElementType.FLOAT32, low),
        call.graph().scalar(ElementType.FLOAT32, high));
  }

  /** Integers from {@code low} to below {@code high}. */
  Tensor whole(Tensor shape, Tensor low, Tensor high) {
    return op("StatelessRandomUniformIntV2", shape).in(low).in(high).out();
  }

  /** Integers of all values that the type has. */
  Tensor any(Tensor shape, ElementType type) {
    return op("StatelessRandomUniformFullIntV2", shape).attr("dtype", type).out();
  }
}
