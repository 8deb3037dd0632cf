package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** Values as those of another type, and bytes as those of another type. */
public final class Casting {
  private Casting() {}

  /** Refused where a sparse or ragged tensor is asked for. */
  public static FunctionBody.Single dense(FunctionBody.Single body) {
    return call -> {
      if (call.flag("sparse", false) || call.flag("ragged", false)) {
        throw call.layer().refused("makes a sparse or ragged tensor");
      }
      return body.apply(call);
    };
  }

  /**
   * A cast that keeps within the range of the type; of its limits the next number that the given
   * type holds (keras/src/ops/core.py, _saturate_cast).
   */
  public static KerasTensor saturate(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElseThrow(() -> call.layer().refused("names no type"));
    ElementType given = x.type();
    Arithmetic math = call.math();
    if (given == ElementType.BOOL) {
      return Promotion.cast(call, x, type);
    }
    if (call.keras3() && overflows(given, type)) {
      throw call.layer()
          .refused(
              "saturates "
                  + given.id()
                  + " to "
                  + type.id()
                  + ", where Keras takes a limit that depends on the machine");
    }
    boolean small = !given.floating() && given.size() < 4;
    Tensor value = small ? math.cast(x.tensor(), ElementType.INT32) : x.tensor();
    if (least(type) > least(given)) {
      value = math.max(value, within(given, least(type)));
    }
    if (greatest(type) < greatest(given)) {
      value = math.min(value, within(given, greatest(type)));
    }
    return KerasTensor.of(math.cast(value, type), x.shape());
  }

  /**
   * Keras rounds the greatest integer to the type of floating point numbers and makes it an integer
   * again, which is one more than there is (_saturate_cast, {@code np.minimum(in_max, out_max)}).
   */
  private static boolean overflows(ElementType from, ElementType to) {
    if (from.floating() || !to.floating() || greatest(from) > greatest(to)) {
      return false;
    }
    int bits = 8 * from.size() - (least(from) < 0 ? 1 : 0);
    int significant =
        switch (to) {
          case FLOAT16 -> 11;
          case BFLOAT16 -> 8;
          case FLOAT32 -> 24;
          default -> 53;
        };
    return bits > significant;
  }

  /** Rounded, and kept within the range of a type of integers. */
  public static KerasTensor rounded(FunctionCall call, KerasTensor x, ElementType type) {
    Arithmetic math = call.math();
    Tensor whole = math.unary("Round", x.tensor());
    Tensor kept =
        math.min(math.max(whole, within(x.type(), least(type))), within(x.type(), greatest(type)));
    return KerasTensor.of(math.cast(kept, type), x.shape());
  }

  /** The limit, or the next number towards 0 where a type cannot hold it. */
  private static double within(ElementType type, double limit) {
    if (type == ElementType.FLOAT32 || type == ElementType.BFLOAT16) {
      float near = (float) limit;
      return Math.abs((double) near) > Math.abs(limit) ? Math.nextAfter(near, 0) : (double) near;
    }
    if (type == ElementType.FLOAT64 && Math.abs(limit) > 1L << 53 && limit > 0) {
      return limit == Math.rint(limit) && limit >= 0x1p63 ? Math.nextDown(limit) : limit;
    }
    return limit;
  }

  private static double least(ElementType type) {
    if (type.floating()) {
      return -Numbers.greatest(type);
    }
    boolean positive = type == ElementType.BOOL || type.id().startsWith("u");
    return positive ? 0 : -Math.pow(2, 8 * type.size() - 1);
  }

  private static double greatest(ElementType type) {
    if (type.floating()) {
      return Numbers.greatest(type);
    }
    if (type == ElementType.BOOL) {
      return 1;
    }
    double span = Math.pow(2, 8 * type.size() - (type.id().startsWith("u") ? 0 : 1));
    return type.size() < 8 ? span - 1 : span;
  }

  /** The same bytes as numbers of another type, of which the last axis holds more or fewer. */
  public static KerasTensor view(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElse(x.type());
    if (type == x.type()) {
      return x;
    }
    GraphBuilder graph = call.graph();
    int from = x.type().size();
    int to = type.size();
    Tensor value = x.tensor();
    if (from == to) {
      return KerasTensor.of(bits(graph, value, type), x.shape());
    }
    if (!x.shape().known(-1) || x.shape().dim(-1) * from % to != 0) {
      throw call.layer()
          .refused("views " + x.shape() + " of " + x.type().id() + " as " + type.id());
    }
    long last = x.shape().dim(-1) * from / to;
    Shape shape = x.shape().with(-1, last);
    if (from > to) {
      return KerasTensor.of(call.math().reshape(bits(graph, value, type), value, shape), shape);
    }
    Shape parted = shape.append(to / from);
    return KerasTensor.of(bits(graph, call.math().reshape(value, value, parted), type), shape);
  }

  private static Tensor bits(GraphBuilder graph, Tensor x, ElementType type) {
    return graph.op("Bitcast").in(x).attr("type", type).out();
  }
}
