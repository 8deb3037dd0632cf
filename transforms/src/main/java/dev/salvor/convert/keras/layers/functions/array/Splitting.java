package dev.salvor.convert.keras.layers.functions.array;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A tensor taken apart along an axis. */
public final class Splitting {
  private Splitting() {}

  public static List<KerasTensor> unstack(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", 0, x.rank());
    long count = x.shape().dim(axis);
    int parts = call.integer("num", Math.toIntExact(count));
    if (parts < 0) {
      throw call.layer().refused("unstacks an axis of unknown size");
    }
    Shape shape = Reductions.shape(x.shape(), new int[] {axis}, false);
    return call
        .graph()
        .op("Unpack")
        .in(x.tensor())
        .attr("num", parts)
        .attr("axis", axis)
        .outs()
        .stream()
        .map(part -> KerasTensor.of(part, shape))
        .toList();
  }

  /** Into equal parts by their number, or by sizes; Keras 3's list is of positions. */
  public static List<KerasTensor> split(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return split(call, x, call.axis("axis", 0, x.rank()));
  }

  public static List<KerasTensor> split(FunctionCall call, KerasTensor x, int axis) {
    long length = x.shape().dim(axis);
    JsonNode sections = call.constant("sections");
    if (sections.isNumber()) {
      int parts = sections.intValue();
      long each = length < 0 ? Shape.UNKNOWN : length / parts;
      return call.math().split(x.tensor(), parts, axis).stream()
          .map(part -> KerasTensor.of(part, x.shape().with(axis, each)))
          .toList();
    }
    int[] given = call.integers("sections");
    int[] sizes = call.keras3() ? sizes(call, given, length) : given;
    int open = -1;
    long rest = length;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0) {
        open = i;
      } else if (length >= 0) {
        rest -= sizes[i];
      }
    }
    List<Tensor> parts =
        call.graph()
            .op("SplitV")
            .in(x.tensor())
            .in(call.graph().ints(sizes))
            .in(call.graph().intScalar(axis))
            .attr("num_split", sizes.length)
            .outs();
    List<KerasTensor> results = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      long size = i == open ? (length < 0 ? Shape.UNKNOWN : rest) : sizes[i];
      results.add(KerasTensor.of(parts.get(i), x.shape().with(axis, size)));
    }
    return results;
  }

  private static int[] sizes(FunctionCall call, int[] positions, long length) {
    int[] sizes = new int[positions.length + 1];
    int before = 0;
    for (int i = 0; i < positions.length; i++) {
      sizes[i] = positions[i] - before;
      before = positions[i];
    }
    sizes[positions.length] = length < 0 ? -1 : Math.toIntExact(length) - before;
    if (IntStream.of(positions).anyMatch(p -> p < 0)) {
      throw call.layer().refused("splits at positions counted from the end");
    }
    return sizes;
  }
}
