package dev.salvor.convert.keras.layers.functions.array;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Locale;
import java.util.stream.IntStream;

/** Constant, reflected or mirrored padding. */
public final class Padding {
  private Padding() {}

  /** Constant, reflected or mirrored padding. */
  public static KerasTensor pad(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[][] widths = widths(call, call.constant("paddings"), x.rank());
    int[] flat = IntStream.range(0, 2 * x.rank()).map(i -> widths[i / 2][i % 2]).toArray();
    GraphBuilder graph = call.graph();
    Tensor paddings = graph.apply("Reshape", graph.ints(flat), graph.ints(x.rank(), 2));
    String mode = call.text("mode", "constant").toUpperCase(Locale.ROOT);
    Tensor padded =
        switch (mode) {
          case "CONSTANT" -> {
            Tensor value =
                call.has("value")
                    ? call.tensor("value", x.type()).tensor()
                    : graph.scalarLike(x.tensor(), 0);
            yield graph.apply("PadV2", x.tensor(), paddings, value);
          }
          case "REFLECT", "SYMMETRIC" ->
              graph.op("MirrorPad").in(x.tensor()).in(paddings).attr("mode", mode).out();
          default -> throw call.layer().refused("pads with mode " + mode);
        };
    Shape shape = x.shape();
    for (int i = 0; i < shape.rank(); i++) {
      shape = shape.known(i) ? shape.with(i, shape.dim(i) + widths[i][0] + widths[i][1]) : shape;
    }
    return KerasTensor.of(padded, shape);
  }

  /** One number for all, a pair for all, or a pair an axis. */
  private static int[][] widths(FunctionCall call, JsonNode node, int rank) {
    int[][] widths = new int[rank][2];
    for (int axis = 0; axis < rank; axis++) {
      JsonNode own = node;
      if (node.isArray() && node.path(0).isArray()) {
        own = node.size() == 1 ? node.get(0) : node.path(axis);
      }
      JsonNode before = own.isArray() ? own.path(0) : own;
      JsonNode after = own.isArray() ? own.path(own.size() - 1) : own;
      if (!before.isIntegralNumber() || !after.isIntegralNumber()) {
        throw call.layer().refused("pads by " + node);
      }
      widths[axis][0] = before.intValue();
      widths[axis][1] = after.intValue();
    }
    return widths;
  }
}
