package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Cross products of vectors of 2 or 3 elements; of two elements each, the third of the result. */
public final class CrossProduct {
  private CrossProduct() {}

  public static KerasTensor of(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    boolean one = call.has("axis");
    KerasTensor x = last(call, pair.x(), call.integer(one ? "axis" : "axisa", -1));
    KerasTensor y = last(call, pair.y(), call.integer(one ? "axis" : "axisb", -1));
    for (String name : List.of("axisa", "axisb", "axisc")) {
      call.constant(name);
    }
    boolean plane = x.shape().dim(-1) == 2 && y.shape().dim(-1) == 2;
    Tensor product = product(call, spatial(call, x), spatial(call, y));
    Shape outer =
        Broadcasting.shape(
            call.layer(), x.shape().slice(0, x.rank() - 1), y.shape().slice(0, y.rank() - 1));
    if (plane) {
      Tensor third = call.math().slice(product, begin(outer.rank()), size(outer.rank()));
      return KerasTensor.of(call.math().squeeze(third, outer.rank()), outer);
    }
    Shape shape = outer.append(3);
    int target = call.counted(call.integer(one ? "axis" : "axisc", -1), shape.rank());
    List<Integer> order = new ArrayList<>(IntStream.range(0, outer.rank()).boxed().toList());
    order.add(target, outer.rank());
    int[] moves = order.stream().mapToInt(Integer::intValue).toArray();
    long[] dims = IntStream.of(moves).mapToLong(shape::dim).toArray();
    return KerasTensor.of(call.math().transpose(product, moves), Shape.of(dims));
  }

  private static int[] begin(int rank) {
    int[] begin = new int[rank + 1];
    begin[rank] = 2;
    return begin;
  }

  private static int[] size(int rank) {
    int[] size = new int[rank + 1];
    java.util.Arrays.fill(size, -1);
    size[rank] = 1;
    return size;
  }

  private static KerasTensor last(FunctionCall call, KerasTensor x, int given) {
    int axis = call.counted(given, x.rank());
    int[] order =
        IntStream.concat(IntStream.range(0, x.rank()).filter(i -> i != axis), IntStream.of(axis))
            .toArray();
    long[] dims = IntStream.of(order).mapToLong(x.shape()::dim).toArray();
    return KerasTensor.of(call.math().transpose(x.tensor(), order), Shape.of(dims));
  }

  private static KerasTensor spatial(FunctionCall call, KerasTensor x) {
    long size = x.shape().dim(-1);
    if (size != 2 && size != 3) {
      throw call.layer().refused("crosses vectors of " + size + " elements");
    }
    if (size == 3) {
      return x;
    }
    int[] after = new int[x.rank()];
    after[x.rank() - 1] = 1;
    return KerasTensor.of(
        call.math().pad(x.tensor(), new int[x.rank()], after), x.shape().with(-1, 3));
  }

  private static Tensor product(FunctionCall call, KerasTensor x, KerasTensor y) {
    Arithmetic math = call.math();
    Tensor a = math.add(x.tensor(), call.graph().apply("ZerosLike", y.tensor()));
    Tensor b = math.add(y.tensor(), call.graph().apply("ZerosLike", x.tensor()));
    return call.graph().apply("Cross", a, b);
  }
}
