package dev.salvor.convert.keras.layers.merging;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * The dot product of two inputs over one axis of each, samples apart; with {@code normalize} the
 * cosine. The result has the other axes of the first input, then those of the second, and one of 1
 * where none are left (keras/layers/merging/dot.py).
 */
public final class Dot implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    KerasTensor a = inputs.get(0);
    KerasTensor b = inputs.get(1);
    int[] axes = call.config().integers("axes", 2);
    int first = counted(call, axes[0], a);
    int second = counted(call, axes[1], b);
    boolean normalize = call.config().flag("normalize", false);
    if (normalize && call.era().major() == 1) {
      return cosine(call, a, b, first, second);
    }
    Tensor left = normalize ? unit(call, a, first) : a.tensor();
    Tensor right = normalize ? unit(call, b, second) : b.tensor();
    KerasTensor product = product(call, a, left, first, b, right, second);
    return call.unmasked(product.tensor(), product.shape());
  }

  private static int counted(LayerCall call, int axis, KerasTensor x) {
    int counted = axis < 0 ? axis + x.rank() : axis;
    if (counted < 1 || counted >= x.rank()) {
      throw call.refused("has axis " + axis + " for an input " + x.shape());
    }
    return counted;
  }

  private static KerasTensor product(
      LayerCall call,
      KerasTensor a,
      Tensor left,
      int first,
      KerasTensor b,
      Tensor right,
      int second) {
    StringBuilder one = new StringBuilder("a");
    StringBuilder two = new StringBuilder("a");
    StringBuilder out = new StringBuilder("a");
    Shape shape = Shape.of(a.shape().dim(0));
    char letter = 'c';
    for (int i = 1; i < a.rank(); i++) {
      one.append(i == first ? 'b' : letter);
      if (i != first) {
        out.append(letter++);
        shape = shape.append(a.shape().dim(i));
      }
    }
    for (int i = 1; i < b.rank(); i++) {
      two.append(i == second ? 'b' : letter);
      if (i != second) {
        out.append(letter++);
        shape = shape.append(b.shape().dim(i));
      }
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor product = math.einsum(one + "," + two + "->" + out, left, right);
    if (shape.rank() == 1) {
      return KerasTensor.of(math.expand(product, 1), shape.append(1));
    }
    return KerasTensor.of(product, shape);
  }

  /** Unit length; the least length differs between Keras 2 (1e-6) and 3 (1e-7). */
  private static Tensor unit(LayerCall call, KerasTensor x, int axis) {
    Arithmetic math = new Arithmetic(call.graph());
    Tensor squares = math.sum(math.square(x.tensor()), true, axis);
    Tensor inverse =
        call.era().major() >= 3
            ? math.min(math.rsqrt(squares), 1e7)
            : math.rsqrt(math.max(squares, 1e-12));
    return math.mul(x.tensor(), inverse);
  }

  /** Keras 1's mode cos: divided by the root of the products with themselves, and one more axis. */
  private static List<KerasTensor> cosine(
      LayerCall call, KerasTensor a, KerasTensor b, int first, int second) {
    Arithmetic math = new Arithmetic(call.graph());
    KerasTensor ab = product(call, a, a.tensor(), first, b, b.tensor(), second);
    KerasTensor aa = product(call, a, a.tensor(), first, a, a.tensor(), second);
    KerasTensor bb = product(call, b, b.tensor(), first, b, b.tensor(), second);
    Tensor length = math.sqrt(math.mul(aa.tensor(), bb.tensor()));
    Tensor cosine = math.div(ab.tensor(), math.max(length, 1e-7));
    Shape shape = ab.shape();
    Shape more = Shape.of(shape.dim(0), 1).concat(shape.slice(1, shape.rank()));
    return call.unmasked(math.expand(cosine, 1), more);
  }
}
