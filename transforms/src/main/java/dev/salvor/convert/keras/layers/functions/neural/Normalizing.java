package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;

/** Layer and RMS normalization as functions (keras/src/ops/nn.py). */
public final class Normalizing {
  private Normalizing() {}

  public static KerasTensor layer(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    KerasTensor x = Promotion.cast(call, given, computed(given.type()));
    int[] axes = axes(call, x);
    Arithmetic math = call.math();
    double epsilon = call.number("epsilon", 1e-7);
    Tensor value = x.tensor();
    Tensor result;
    if (call.flag("rms_scaling", false)) {
      Tensor mean = math.mean(value, true, axes);
      Tensor variance = math.mean(call.graph().apply("SquaredDifference", value, mean), true, axes);
      result = math.mul(value, math.rsqrt(math.add(variance, epsilon)));
      if (call.has("gamma")) {
        result = math.mul(result, along(call, "gamma", x, axes));
      }
      return KerasTensor.of(math.cast(result, given.type()), x.shape());
    }
    Tensor mean = math.mean(value, true, axes);
    Tensor variance = math.mean(call.graph().apply("SquaredDifference", value, mean), true, axes);
    result = math.mul(math.sub(value, mean), math.rsqrt(math.add(variance, epsilon)));
    if (call.has("gamma")) {
      result = math.mul(result, along(call, "gamma", x, axes));
    }
    if (call.has("beta")) {
      result = math.add(result, along(call, "beta", x, axes));
    }
    return KerasTensor.of(math.cast(result, given.type()), x.shape());
  }

  public static KerasTensor rms(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    KerasTensor x = Promotion.cast(call, given, computed(given.type()));
    int[] axes = axes(call, x);
    Arithmetic math = call.math();
    Tensor squares = math.mean(math.square(x.tensor()), true, axes);
    Tensor scale = math.rsqrt(math.add(squares, call.number("epsilon", 1e-7)));
    Tensor result = math.mul(x.tensor(), scale);
    if (call.has("scale")) {
      KerasTensor parameter = call.tensor("scale", x.type());
      result = math.mul(result, math.cast(parameter.tensor(), x.type()));
    }
    return KerasTensor.of(math.cast(result, given.type()), x.shape());
  }

  /** No narrower than 32 bits; the result has the type of the input again, whatever it is. */
  private static ElementType computed(ElementType type) {
    return type == ElementType.FLOAT64 ? type : ElementType.FLOAT32;
  }

  private static int[] axes(FunctionCall call, KerasTensor x) {
    int[] axes = call.has("axis") ? call.axes("axis", x.rank()) : new int[] {x.rank() - 1};
    Arrays.sort(axes);
    return axes;
  }

  /** A parameter over the normalized axes, in the place of these. */
  private static Tensor along(FunctionCall call, String name, KerasTensor x, int[] axes) {
    KerasTensor parameter = call.tensor(name, x.type());
    int[] dims = new int[x.rank()];
    Arrays.fill(dims, 1);
    for (int axis : axes) {
      long dim = x.shape().dim(axis);
      if (dim == Shape.UNKNOWN) {
        throw call.layer().refused("normalizes an axis of unknown size");
      }
      dims[axis] = Math.toIntExact(dim);
    }
    Tensor value = call.math().cast(parameter.tensor(), x.type());
    boolean whole = parameter.rank() == 0 || parameter.rank() == x.rank();
    boolean last = axes.length == 1 && axes[0] == x.rank() - 1;
    return whole || last ? value : call.math().reshape(value, dims);
  }
}
