package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Locale;

/**
 * Sliding products of two vectors. Until 3.12 Keras padded both to the full length, and took the
 * padding {@code same} of a convolution (keras/src/backend/tensorflow/numpy.py, correlate).
 */
public final class Correlation {
  private Correlation() {}

  public static KerasTensor of(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    ElementType own = pair.x().type();
    ElementType type =
        own == ElementType.INT64 ? ElementType.FLOAT64 : own.floating() ? own : ElementType.FLOAT32;
    KerasTensor x = Promotion.cast(call, pair.x(), type);
    KerasTensor y = Promotion.cast(call, pair.y(), type);
    String mode = call.text("mode", "valid");
    long n = x.shape().elements();
    long m = y.shape().elements();
    if (x.rank() != 1 || y.rank() != 1 || m < 1) {
      throw call.layer().refused("correlates " + x.shape() + " with " + y.shape());
    }
    Arithmetic math = call.math();
    if (call.layer().era().atLeast(3, 13)) {
      return since13(call, x, y, mode);
    }
    if (!mode.equals("full")) {
      Tensor result = slid(math, x.tensor(), y.tensor(), mode);
      return KerasTensor.of(result, Shape.of(length(mode, n, m)));
    }
    if (n < 0) {
      throw call.layer().refused("correlates a vector of unknown length");
    }
    int full = Math.toIntExact(n + m - 1);
    Tensor wideX = padded(math, x.tensor(), full - n);
    Tensor wideY = padded(math, y.tensor(), full - m);
    return KerasTensor.of(slid(math, wideX, wideY, "same"), Shape.of(full));
  }

  private static KerasTensor since13(FunctionCall call, KerasTensor x, KerasTensor y, String mode) {
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    int m = Math.toIntExact(y.shape().elements());
    long n = x.shape().elements();
    Shape shape = Shape.of(length(mode, n, m));
    if (mode.equals("valid")) {
      return KerasTensor.of(slid(math, x.tensor(), y.tensor(), mode), shape);
    }
    Tensor wide = math.pad(x.tensor(), new int[] {m - 1}, new int[] {m - 1});
    Tensor full = slid(math, wide, y.tensor(), "valid");
    if (mode.equals("full")) {
      return KerasTensor.of(full, shape);
    }
    Tensor size = math.max(graph.apply("Size", x.tensor()), m);
    Tensor over = math.sub(graph.apply("Size", full), size);
    Tensor begin = graph.apply("FloorDiv", over, graph.intScalar(2));
    Tensor cut = graph.apply("Slice", full, math.reshape(begin, 1), math.reshape(size, 1));
    return KerasTensor.of(cut, shape);
  }

  private static long length(String mode, long n, long m) {
    if (n < 0) {
      return Shape.UNKNOWN;
    }
    return switch (mode) {
      case "valid" -> n - m + 1;
      case "full" -> n + m - 1;
      default -> Math.max(n, m);
    };
  }

  private static Tensor padded(Arithmetic math, Tensor x, long total) {
    int before = Math.toIntExact(total / 2);
    return math.pad(x, new int[] {before}, new int[] {Math.toIntExact(total) - before});
  }

  private static Tensor slid(Arithmetic math, Tensor x, Tensor y, String padding) {
    Tensor result =
        math.graph()
            .op("Conv2D")
            .in(math.reshape(x, 1, 1, -1, 1))
            .in(math.reshape(y, 1, -1, 1, 1))
            .attr("strides", new int[] {1, 1, 1, 1})
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    return math.reshape(result, -1);
  }
}
