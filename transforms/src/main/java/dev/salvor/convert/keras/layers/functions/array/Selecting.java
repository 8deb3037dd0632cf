package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Values chosen by several conditions, and places of values. */
public final class Selecting {
  private Selecting() {}

  /** Of each place the choice of the first condition that holds. */
  public static KerasTensor select(FunctionCall call) {
    List<KerasTensor> conditions = call.tensors("conditions");
    List<KerasTensor> choices = call.tensors("choices");
    if (conditions.size() != choices.size()) {
      throw call.layer().refused("has other numbers of conditions and choices");
    }
    boolean whole = !call.has("default") || !call.tensor("default").type().floating();
    ElementType type = whole ? ElementType.INT32 : ElementType.FLOAT32;
    boolean tensors = false;
    for (KerasTensor choice : choices) {
      type = tensors ? Promotion.common(type, choice.type()) : widened(choice.type(), type);
      tensors = true;
    }
    Arithmetic math = call.math();
    KerasTensor rest = call.has("default") ? call.tensor("default", type) : zero(call, type);
    Tensor result = math.cast(rest.tensor(), type);
    Shape shape = rest.shape();
    for (int i = choices.size() - 1; i >= 0; i--) {
      Tensor condition = math.cast(conditions.get(i).tensor(), ElementType.BOOL);
      result = math.where(condition, math.cast(choices.get(i).tensor(), type), result);
      shape = Broadcasting.shape(call.layer(), shape, choices.get(i).shape());
      shape = Broadcasting.shape(call.layer(), shape, conditions.get(i).shape());
    }
    return KerasTensor.of(result, shape);
  }

  /** The type of a tensor beside a number of Python. */
  private static ElementType widened(ElementType tensor, ElementType number) {
    return number.floating() && !tensor.floating() ? ElementType.FLOAT32 : tensor;
  }

  private static KerasTensor zero(FunctionCall call, ElementType type) {
    return KerasTensor.of(call.graph().scalar(type, 0), Shape.SCALAR);
  }

  /** Places of what is not 0, one tensor an axis. */
  public static List<KerasTensor> nonzero(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    Tensor places = call.graph().apply("Where", math.cast(x.tensor(), ElementType.BOOL));
    return call
        .graph()
        .op("Unpack")
        .in(math.cast(places, ElementType.INT32))
        .attr("num", x.rank())
        .attr("axis", 1)
        .outs()
        .stream()
        .map(place -> KerasTensor.of(place, Shape.of(Shape.UNKNOWN)))
        .toList();
  }

  /**
   * Places in a flat array as places along axes. Of indices that are no vector Keras takes the axes
   * in the wrong order (keras/src/backend/tensorflow/numpy.py of 3.8 to 3.15).
   */
  public static List<KerasTensor> unravelIndex(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] shape = call.integers("shape");
    List<KerasTensor> places = new ArrayList<>();
    Tensor rest = x.tensor();
    for (int i = 0; i < shape.length; i++) {
      int dim = shape[x.rank() == 1 ? shape.length - 1 - i : i];
      Tensor size = call.graph().scalarLike(rest, dim);
      places.add(KerasTensor.of(call.graph().apply("FloorMod", rest, size), x.shape()));
      rest = call.graph().apply("FloorDiv", rest, size);
    }
    Collections.reverse(places);
    return places;
  }
}
