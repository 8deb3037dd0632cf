package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Tensors put together: along an axis that they have, or a new one. */
public final class Joining {
  private Joining() {}

  public static KerasTensor concat(FunctionCall call) {
    return concat(call, call.tensors("x"), call.integer("axis", 0));
  }

  public static KerasTensor concat(FunctionCall call, List<KerasTensor> parts, int given) {
    Shape shape = parts.get(0).shape();
    int axis = call.counted(given, shape.rank());
    ElementType type = parts.get(0).type();
    long total = 0;
    for (KerasTensor part : parts) {
      type = call.keras3() ? Promotion.common(type, part.type()) : type;
      long dim = part.shape().dim(axis);
      total = total < 0 || dim < 0 ? Shape.UNKNOWN : total + dim;
      for (int i = 0; i < shape.rank(); i++) {
        shape = shape.known(i) ? shape : shape.with(i, part.shape().dim(i));
      }
    }
    ElementType common = type;
    List<Tensor> tensors =
        parts.stream().map(part -> call.math().cast(part.tensor(), common)).toList();
    return KerasTensor.of(call.math().concat(tensors, axis), shape.with(axis, total));
  }

  public static KerasTensor hstack(FunctionCall call) {
    List<KerasTensor> parts = call.tensors("x");
    return concat(call, parts, parts.get(0).rank() == 1 ? 0 : 1);
  }

  public static KerasTensor vstack(FunctionCall call) {
    return concat(call, call.tensors("x"), 0);
  }

  public static KerasTensor append(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y");
    return call.has("axis")
        ? concat(call, List.of(x, y), call.integer("axis"))
        : concat(call, List.of(flat(call, x), flat(call, y)), 0);
  }

  public static KerasTensor flat(FunctionCall call, KerasTensor x) {
    return KerasTensor.of(call.math().reshape(x.tensor(), -1), Shape.of(x.shape().elements()));
  }

  public static KerasTensor stack(FunctionCall call) {
    if (call.isTensor("x")) { // tf.stack takes a tensor for the list of its rows
      if (call.integer("axis", 0) != 0) {
        throw call.layer().refused("stacks the rows of a tensor along another axis");
      }
      return call.tensor("x");
    }
    List<KerasTensor> parts = call.tensors("x");
    Shape shape = parts.get(0).shape();
    ElementType type = parts.get(0).type();
    for (KerasTensor part : parts) {
      type = call.keras3() ? Promotion.common(type, part.type()) : type;
      for (int i = 0; i < shape.rank(); i++) {
        shape = shape.known(i) ? shape : shape.with(i, part.shape().dim(i));
      }
    }
    int axis = call.counted(call.integer("axis", 0), shape.rank() + 1);
    ElementType common = type;
    Tensor stacked =
        call.graph()
            .op("Pack")
            .in(parts.stream().map(part -> call.math().cast(part.tensor(), common)).toList())
            .attr("axis", axis)
            .out();
    Shape result =
        shape.slice(0, axis).append(parts.size()).concat(shape.slice(axis, shape.rank()));
    return KerasTensor.of(stacked, result);
  }
}
