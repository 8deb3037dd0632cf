package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Values chosen by a condition, so that shapes depend on values. */
public final class Choices {
  private Choices() {}

  /** With a condition alone the indices where it holds. */
  public static KerasTensor where(FunctionCall call) {
    if (call.has("x") || call.has("y")) {
      return Elementwise.where(call);
    }
    KerasTensor condition = call.tensor("condition");
    return KerasTensor.of(
        call.graph().apply("Where", condition.tensor()), Shape.of(Shape.UNKNOWN, condition.rank()));
  }

  /** Nothing broadcasts but a vector that chooses among the rows (ops Select). */
  public static KerasTensor whereOfV1(FunctionCall call) {
    if (!call.has("x") && !call.has("y")) {
      return where(call);
    }
    KerasTensor condition = call.tensor("condition");
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Tensor chosen =
        call.graph().apply("Select", condition.tensor(), pair.x().tensor(), pair.y().tensor());
    return KerasTensor.of(chosen, pair.shape(call));
  }

  /** The axes of the mask become one, of what it lets through. */
  public static KerasTensor masked(FunctionCall call) {
    KerasTensor mask = call.tensor("mask");
    return masked(call, mask, call.axis("axis", 0, call.tensor("x").rank()));
  }

  public static KerasTensor masked(FunctionCall call, KerasTensor mask, int axis) {
    KerasTensor x = call.tensor("x");
    int end = axis + mask.rank();
    if (mask.rank() == 0 || end > x.rank() || mask.type() != ElementType.BOOL) {
      throw call.layer().refused("masks " + x.shape() + " by " + mask.shape());
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor actual = graph.apply("Shape", x.tensor());
    Tensor folded =
        math.concat(
            List.of(
                math.slice(actual, new int[] {0}, new int[] {axis}),
                graph.ints(-1),
                math.slice(actual, new int[] {end}, new int[] {-1})),
            0);
    Tensor rows = graph.apply("Reshape", x.tensor(), folded);
    Tensor flat = math.reshape(mask.tensor(), -1);
    Tensor places = math.squeeze(graph.apply("Where", flat), 1);
    Tensor kept = graph.apply("GatherV2", rows, places, graph.intScalar(axis));
    Shape shape =
        x.shape().slice(0, axis).append(Shape.UNKNOWN).concat(x.shape().slice(end, x.rank()));
    return KerasTensor.of(kept, shape);
  }

  /** Values to as many tensors as there are numbers of parts. */
  public static List<KerasTensor> partition(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor parts = call.tensor("partitions", ElementType.INT32);
    int count = call.integer("parts");
    Shape shape = Shape.of(Shape.UNKNOWN).concat(x.shape().slice(parts.rank(), x.rank()));
    return call
        .graph()
        .op("DynamicPartition")
        .in(x.tensor())
        .in(parts.tensor())
        .attr("num_partitions", count)
        .outs()
        .stream()
        .map(part -> KerasTensor.of(part, shape))
        .toList();
  }

  /** The way back: every tensor's rows at the places of its indices. */
  public static KerasTensor stitch(FunctionCall call) {
    List<KerasTensor> indices = call.tensors("indices");
    List<KerasTensor> parts = call.tensors("x");
    List<Tensor> places = new ArrayList<>();
    indices.forEach(index -> places.add(call.math().cast(index.tensor(), ElementType.INT32)));
    Tensor stitched =
        call.graph()
            .op("DynamicStitch")
            .in(places)
            .in(parts.stream().map(KerasTensor::tensor).toList())
            .out();
    KerasTensor first = parts.get(0);
    Shape inner = first.shape().slice(indices.get(0).rank(), first.rank());
    return KerasTensor.of(stitched, Shape.of(Shape.UNKNOWN).concat(inner));
  }
}
