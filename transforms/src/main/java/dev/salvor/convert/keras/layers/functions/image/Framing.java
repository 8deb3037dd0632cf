package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/** tf.image's cutting and padding to a size; channels last, rank 4 or 3. */
public final class Framing {
  private Framing() {}

  private static int high(KerasTensor x) {
    return x.rank() - 3;
  }

  private static int size(FunctionCall call, KerasTensor x, int axis) {
    if (!x.shape().known(axis)) {
      throw call.layer().refused("needs images of known size, not " + x.shape());
    }
    return Math.toIntExact(x.shape().dim(axis));
  }

  /** Cut where it is larger, padded with zeros where it is smaller, about the middle. */
  public static KerasTensor cropOrPad(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor tall = middle(call, x, high(x), call.integer("target_height"));
    return middle(call, tall, high(x) + 1, call.integer("target_width"));
  }

  private static KerasTensor middle(FunctionCall call, KerasTensor x, int axis, int target) {
    int size = size(call, x, axis);
    int[] before = new int[x.rank()];
    int[] after = new int[x.rank()];
    if (target >= size) {
      before[axis] = (target - size) / 2;
      after[axis] = target - size - before[axis];
      return KerasTensor.of(
          call.math().pad(x.tensor(), before, after), x.shape().with(axis, target));
    }
    before[axis] = (size - target) / 2;
    return cut(call, x, axis, before[axis], target);
  }

  private static KerasTensor cut(FunctionCall call, KerasTensor x, int axis, int from, int size) {
    int[] begin = new int[x.rank()];
    int[] length = new int[x.rank()];
    java.util.Arrays.fill(length, -1);
    begin[axis] = from;
    length[axis] = size;
    return KerasTensor.of(call.math().slice(x.tensor(), begin, length), x.shape().with(axis, size));
  }

  public static KerasTensor padToBox(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] before = new int[x.rank()];
    int[] after = new int[x.rank()];
    Shape shape = x.shape();
    for (int i = 0; i < 2; i++) {
      int axis = high(x) + i;
      int target = call.integer(i == 0 ? "target_height" : "target_width");
      before[axis] = call.integer(i == 0 ? "offset_height" : "offset_width");
      after[axis] = target - before[axis] - size(call, x, axis);
      shape = shape.with(axis, target);
    }
    return KerasTensor.of(call.math().pad(x.tensor(), before, after), shape);
  }

  public static KerasTensor cropToBox(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = high(x);
    KerasTensor tall =
        cut(call, x, axis, call.integer("offset_height"), call.integer("target_height"));
    return cut(call, tall, axis + 1, call.integer("offset_width"), call.integer("target_width"));
  }

  public static KerasTensor central(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    double share = call.number("central_fraction", 1);
    KerasTensor result = x;
    for (int axis = high(x); axis < high(x) + 2; axis++) {
      int size = size(call, x, axis);
      int from = (int) ((size - size * share) / 2);
      result = cut(call, result, axis, from, size - 2 * from);
    }
    return result;
  }

  /** Height and width exchanged. */
  public static KerasTensor transpose(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] order = new int[x.rank()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    order[high(x)] = high(x) + 1;
    order[high(x) + 1] = high(x);
    Shape shape =
        x.shape()
            .with(high(x), x.shape().dim(high(x) + 1))
            .with(high(x) + 1, x.shape().dim(high(x)));
    return KerasTensor.of(call.math().transpose(x.tensor(), order), shape);
  }

  /** Quarter turns against the clock. */
  public static KerasTensor rotate(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int turns = Math.floorMod(call.integer("k", 1), 4);
    Tensor value = x.tensor();
    int high = high(x);
    if (turns == 0) {
      return x;
    }
    if (turns == 2) {
      return KerasTensor.of(
          call.graph().apply("ReverseV2", value, call.graph().ints(high, high + 1)), x.shape());
    }
    int[] order = new int[x.rank()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i == high ? high + 1 : i == high + 1 ? high : i;
    }
    Arithmetic math = call.math();
    Tensor axis = call.graph().ints(turns == 1 ? high : high + 1);
    Tensor turned = call.graph().apply("ReverseV2", math.transpose(value, order), axis);
    Shape shape = x.shape().with(high, x.shape().dim(high + 1)).with(high + 1, x.shape().dim(high));
    return KerasTensor.of(turned, shape);
  }

  /** The sum of the differences of neighbours, of each image. */
  public static KerasTensor totalVariation(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    Tensor total = null;
    int[] axes = {high(x), high(x) + 1, high(x) + 2};
    for (int axis = high(x); axis < high(x) + 2; axis++) {
      int size = size(call, x, axis);
      Tensor after = cut(call, x, axis, 1, size - 1).tensor();
      Tensor before = cut(call, x, axis, 0, size - 1).tensor();
      Tensor sum = math.sum(math.abs(math.sub(after, before)), false, axes);
      total = total == null ? sum : math.add(total, sum);
    }
    if (total == null) {
      throw call.layer().refused("is called without an image");
    }
    return KerasTensor.of(total, x.shape().slice(0, high(x)));
  }
}
