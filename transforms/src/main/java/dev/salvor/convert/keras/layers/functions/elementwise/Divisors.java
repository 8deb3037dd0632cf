package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Loop;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Common divisors and multiples of integers, by Euclid's algorithm as a loop. */
public final class Divisors {
  private Divisors() {}

  public static KerasTensor greatestCommon(FunctionCall call) {
    Promotion.Pair pair = sizes(call);
    return KerasTensor.of(greatestCommon(call, pair), pair.shape(call));
  }

  public static KerasTensor leastMultiple(FunctionCall call) {
    Promotion.Pair pair = sizes(call);
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor divisor = greatestCommon(call, pair);
    Tensor none = Numbers.equal(math, divisor, 0);
    Tensor safe = math.where(none, graph.scalarLike(divisor, 1), divisor);
    Tensor parts = graph.apply("FloorDiv", pair.y().tensor(), safe);
    Tensor multiple = math.mul(pair.x().tensor(), parts);
    return KerasTensor.of(
        math.where(none, graph.scalarLike(multiple, 0), multiple), pair.shape(call));
  }

  /** Both without sign. */
  private static Promotion.Pair sizes(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    String type = pair.x().type().id();
    if (!type.contains("int")) {
      throw call.layer().refused("divides " + type);
    }
    if (type.startsWith("u")) {
      return pair;
    }
    Arithmetic math = call.math();
    return new Promotion.Pair(
        KerasTensor.of(math.abs(pair.x().tensor()), pair.x().shape()),
        KerasTensor.of(math.abs(pair.y().tensor()), pair.y().shape()));
  }

  private static Tensor greatestCommon(FunctionCall call, Promotion.Pair pair) {
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    Tensor x = pair.x().tensor();
    Tensor y = pair.y().tensor();
    Tensor a = math.add(x, graph.apply("ZerosLike", y));
    Tensor b = math.add(y, graph.apply("ZerosLike", x));
    Tensor axes = graph.apply("Range", graph.intScalar(0), graph.apply("Rank", a), one(graph));
    return Loop.conditional(graph, List.of(a, b, axes), Divisors::more, Divisors::step).get(0);
  }

  private static Tensor more(Arithmetic math, List<Tensor> in) {
    Tensor zero = math.graph().scalarLike(in.get(1), 0);
    return math.graph().apply("Any", math.notEqual(in.get(1), zero), in.get(2));
  }

  private static Tensor one(GraphBuilder graph) {
    return graph.intScalar(1);
  }

  private static List<Tensor> step(Arithmetic math, List<Tensor> in) {
    Tensor a = in.get(0);
    Tensor b = in.get(1);
    Tensor zero = math.graph().scalarLike(b, 0);
    Tensor open = math.notEqual(b, zero);
    Tensor divisor = math.where(open, b, math.graph().scalarLike(b, 1));
    Tensor rest = math.where(open, math.graph().apply("FloorMod", a, divisor), zero);
    return List.of(math.where(open, b, a), rest, in.get(2));
  }
}
