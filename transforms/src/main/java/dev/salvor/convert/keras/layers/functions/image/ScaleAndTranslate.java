package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Images scaled and moved along some axes, each by a matrix of weights
 * (keras/src/backend/tensorflow/image.py of 3.15, scale_and_translate).
 */
public final class ScaleAndTranslate {
  private static final Set<String> LINEAR = Set.of("linear", "bilinear", "trilinear", "triangle");
  private static final Set<String> CUBIC = Set.of("cubic", "bicubic", "tricubic");

  private final FunctionCall call;
  private final Arithmetic math;
  private final GraphBuilder graph;

  private ScaleAndTranslate(FunctionCall call) {
    this.call = call;
    this.math = call.math();
    this.graph = call.graph();
  }

  public static KerasTensor of(FunctionCall call) {
    return new ScaleAndTranslate(call).result();
  }

  private KerasTensor result() {
    KerasTensor x = call.tensor("x");
    int[] target = call.integers("output_shape");
    int[] axes = call.axes("spatial_dims", x.rank());
    if (target.length != x.rank()) {
      throw call.layer().refused("scales " + x.shape() + " to " + target.length + " axes");
    }
    Promotion.Pair pair = Promotion.pair(call, "scale", "translation");
    ElementType type = pair.x().type().floating() ? pair.x().type() : ElementType.FLOAT32;
    Tensor scale = math.cast(pair.x().tensor(), type);
    Tensor translation = math.cast(pair.y().tensor(), type);
    boolean whole = !x.type().floating();
    Tensor value = whole ? math.cast(x.tensor(), ElementType.FLOAT32) : x.tensor();
    Shape shape = x.shape();
    Tensor sizes = graph.apply("Shape", x.tensor());
    for (int i = 0; i < axes.length; i++) {
      int axis = axes[i];
      Tensor weights =
          weights(
              Shapes.dim(graph, sizes, axis),
              target[axis],
              math.reshape(math.slice(scale, new int[] {i}, new int[] {1})),
              math.reshape(math.slice(translation, new int[] {i}, new int[] {1})));
      value = along(value, math.cast(weights, value.type()), axis, x.rank());
      shape = shape.with(axis, target[axis]);
    }
    if (!whole) {
      return KerasTensor.of(value, shape);
    }
    int[] all = IntStream.range(0, x.rank()).toArray();
    Tensor input = math.cast(x.tensor(), ElementType.FLOAT32);
    Tensor low = math.reduce("Min", input, false, all);
    Tensor high = math.reduce("Max", input, false, all);
    Tensor rounded = math.min(math.max(math.unary("Round", value), low), high);
    return KerasTensor.of(math.cast(rounded, x.type()), shape);
  }

  /** One axis multiplied by a matrix. */
  private Tensor along(Tensor x, Tensor weights, int axis, int rank) {
    StringBuilder in = new StringBuilder();
    for (int i = 0; i < rank; i++) {
      in.append((char) ('a' + i));
    }
    String moved = in.substring(0, axis) + "z" + in.substring(axis + 1);
    return math.einsum(in + "," + in.charAt(axis) + "z->" + moved, x, weights);
  }

  /** What each input place gives to each output place. */
  private Tensor weights(Tensor input, int output, Tensor scale, Tensor translation) {
    Tensor inverse = math.div(graph.scalarLike(scale, 1), scale);
    Tensor zero = graph.intScalar(0);
    Tensor one = graph.intScalar(1);
    Tensor out = math.cast(graph.apply("Range", zero, graph.intScalar(output), one), scale.type());
    Tensor in = math.cast(graph.apply("Range", zero, input, one), scale.type());
    Tensor sample =
        math.sub(
            math.sub(math.mul(math.add(out, 0.5), inverse), math.mul(translation, inverse)), 0.5);
    Tensor distance = math.abs(math.sub(math.expand(sample, 0), math.expand(in, 1)));
    if (call.flag("antialias", true)) {
      distance = math.div(distance, math.max(inverse, 1));
    }
    Tensor weights = kernel(distance);
    Tensor total = math.sum(weights, true, 0);
    Tensor safe = math.where(Numbers.equal(math, total, 0), graph.scalarLike(total, 1), total);
    Tensor nothing = graph.scalarLike(weights, 0);
    Tensor enough = math.greater(math.abs(total), 1000 * (double) Math.ulp(1f));
    Tensor shares = math.where(enough, math.div(weights, safe), nothing);
    Tensor last = math.sub(math.cast(input, scale.type()), 0.5);
    Tensor inside =
        math.and(
            graph.apply("GreaterEqual", sample, graph.scalarLike(sample, -0.5)),
            graph.apply("LessEqual", sample, last));
    return math.where(math.expand(inside, 0), shares, nothing);
  }

  private Tensor kernel(Tensor x) {
    String method = call.text("method", "");
    if (LINEAR.contains(method)) {
      return math.max(math.sub(1, x), 0);
    }
    if (CUBIC.contains(method)) {
      return cubic(x);
    }
    return switch (method) {
      case "lanczos3" -> lanczos(x, 3);
      case "lanczos5" -> lanczos(x, 5);
      default -> throw call.layer().refused("interpolates by " + method);
    };
  }

  private Tensor cubic(Tensor x) {
    Tensor near = math.add(math.mul(math.mul(math.sub(math.mul(x, 1.5), 2.5), x), x), 1);
    Tensor bent = math.mul(math.add(math.mul(x, -0.5), 2.5), x);
    Tensor far = math.add(math.mul(math.sub(bent, 4), x), 2);
    Tensor result = math.where(atLeast(x, 1), far, near);
    return math.where(atLeast(x, 2), graph.scalarLike(x, 0), result);
  }

  private Tensor atLeast(Tensor x, double bound) {
    return graph.apply("GreaterEqual", x, graph.scalarLike(x, bound));
  }

  private Tensor lanczos(Tensor x, int radius) {
    Tensor wide = math.unary("Sin", math.mul(x, Math.PI));
    Tensor slow = math.unary("Sin", math.div(math.mul(x, Math.PI), radius));
    Tensor above = math.mul(math.mul(wide, radius), slow);
    Tensor one = graph.scalarLike(x, 1);
    Tensor square = math.mul(math.square(x), Math.PI * Math.PI);
    Tensor below = math.where(Numbers.equal(math, x, 0), one, square);
    Tensor result = math.where(math.greater(x, 1e-3), math.div(above, below), one);
    return math.where(math.greater(x, radius), graph.scalarLike(x, 0), result);
  }
}
