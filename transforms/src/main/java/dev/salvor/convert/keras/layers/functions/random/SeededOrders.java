package dev.salvor.convert.keras.layers.functions.random;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Seeds made of seeds, and orders (tensorflow/python/ops/stateless_random_ops.py). TensorFlow 2.9
 * to 2.21 make the same ones.
 */
final class SeededOrders {
  /** What TensorFlow lays before a seed of two numbers, because the op takes three. */
  private static final int FIRST = 498247692;

  private SeededOrders() {}

  static KerasTensor split(FunctionCall call) {
    Draws draws = new Draws(call);
    Count count = Count.of(call, "num", 2);
    Tensor shape =
        call.graph().op("Pack").in(List.of(count.tensor(), call.graph().intScalar(2))).out();
    return KerasTensor.of(draws.any(shape, draws.seed().type()), Shape.of(count.known(), 2));
  }

  /** A number made of the seed, and the data. */
  static KerasTensor folded(FunctionCall call) {
    KerasTensor data = call.tensor("data", ElementType.INT32);
    if (data.rank() != 0) {
      throw call.layer().refused("folds " + data.shape() + " into a seed");
    }
    Tensor made = new Draws(call).any(call.graph().ints(), data.type());
    return KerasTensor.of(
        call.graph().op("Pack").in(List.of(made, data.tensor())).out(), Shape.of(2));
  }

  /** The rows of a tensor in another order. */
  static KerasTensor shuffled(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return KerasTensor.of(new Draws(call).op("StatelessShuffle", x.tensor()).out(), x.shape());
  }

  /** Where the numbers up to the greatest come to stand. */
  static KerasTensor places(FunctionCall call) {
    KerasTensor seed = new Draws(call).seed();
    if (seed.rank() != 1) {
      throw call.layer().refused("has seeds " + seed.shape());
    }
    Tensor first = call.graph().numbers(seed.type(), Shape.of(1), FIRST);
    return places(call, call.math().concat(List.of(first, seed.tensor()), 0));
  }

  /** The same, by the seed of three numbers that the op takes. */
  static KerasTensor placed(FunctionCall call) {
    KerasTensor seed = new Draws(call).seed();
    if (seed.rank() != 1 || call.integer("rounds", 4) != 4) {
      throw call.layer().refused("has seeds " + seed.shape() + ", or not 4 rounds");
    }
    return places(call, seed.tensor());
  }

  private static KerasTensor places(FunctionCall call, Tensor seed) {
    KerasTensor index = call.tensor("index", ElementType.INT32);
    KerasTensor most = call.tensor("most", index.type());
    Tensor places = call.graph().apply("RandomIndexShuffle", index.tensor(), seed, most.tensor());
    return KerasTensor.of(places, Broadcasting.shape(call.layer(), index.shape(), most.shape()));
  }
}
