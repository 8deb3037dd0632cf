package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parts of a tensor along its axes. */
public final class Parts {
  private static final List<String> MASKS =
      List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

  private Parts() {}

  /** {@code tf.split}; {@code num} is only needed where the sizes are computed. */
  public static List<KerasTensor> split(FunctionCall call) {
    if (!call.isTensor("sections")) {
      call.constant("num");
      return Splitting.split(call);
    }
    KerasTensor x = call.tensor("x");
    KerasTensor sizes = call.tensor("sections");
    int axis = call.axis("axis", 0, x.rank());
    long count = sizes.shape().rank() == 1 ? sizes.shape().dim(0) : Shape.UNKNOWN;
    int parts = call.integer("num", Math.toIntExact(count));
    if (sizes.rank() != 1 || parts < 1) {
      throw call.layer().refused("splits into a number of parts that is computed");
    }
    List<KerasTensor> results = new ArrayList<>();
    for (Tensor part :
        call.graph()
            .op("SplitV")
            .in(x.tensor())
            .in(sizes.tensor())
            .in(call.graph().intScalar(axis))
            .attr("num_split", parts)
            .outs()) {
      results.add(KerasTensor.of(part, x.shape().with(axis, Shape.UNKNOWN)));
    }
    return results;
  }

  /** {@code tf.strided_slice}; bounds may be computed, steps are 1 where none are given. */
  public static KerasTensor strided(FunctionCall call) {
    if (call.has("var")) {
      throw call.layer().refused("slices a variable");
    }
    MASKS.forEach(mask -> call.integer(mask, 0)); // some act on some axes only
    boolean constant = !computed(call, "begin") && !computed(call, "end");
    if (constant && call.has("strides")) {
      return Slicing.strided(call);
    }
    KerasTensor x = call.tensor("x");
    Dimensions begin = Dimensions.of(call, "begin");
    Dimensions end = Dimensions.of(call, "end");
    int count = begin.known().rank();
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    Tensor steps =
        call.has("strides") ? Dimensions.of(call, "strides").vector() : call.graph().ints(ones);
    if (call.integer("ellipsis_mask", 0) != 0 || call.integer("new_axis_mask", 0) != 0) {
      throw call.layer().refused("slices by computed bounds and adds axes");
    }
    OpBuilder slice =
        call.graph()
            .op("StridedSlice")
            .in(x.tensor())
            .in(begin.vector())
            .in(end.vector())
            .in(steps);
    for (String mask : List.of("begin_mask", "end_mask", "shrink_axis_mask")) {
      slice.attr(mask, call.integer(mask, 0));
    }
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < count; i++) {
      boolean shrinks = (call.integer("shrink_axis_mask", 0) & (1 << i)) != 0;
      shape = shrinks ? shape : shape.append(Shape.UNKNOWN);
    }
    return KerasTensor.of(slice.out(), shape.concat(x.shape().slice(count, x.rank())));
  }

  private static boolean computed(FunctionCall call, String name) {
    return call.find(name).filter(given -> !given.tensors().isEmpty()).isPresent();
  }
}
