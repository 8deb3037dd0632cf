package dev.salvor.convert.keras;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ragged inputs and outputs of a signature as the dense tensors they consist of, named as
 * TensorFlow names them: {@code x} for the values of all rows, {@code x_1} and on for the row
 * splits.
 */
final class Components {
  private Components() {}

  static Map<String, KerasTensor> of(Map<String, KerasTensor> values) {
    Map<String, KerasTensor> components = new LinkedHashMap<>();
    values.forEach((name, value) -> components.put(name, value.ragged() ? value.flat() : value));
    values.forEach(
        (name, value) -> {
          int next = 1;
          for (Tensor splits : value.splits()) {
            while (components.containsKey(name + "_" + next)) {
              next++;
            }
            Shape shape = Shape.of(Shape.UNKNOWN);
            components.put(name + "_" + next, KerasTensor.of(splits, shape));
          }
        });
    return components;
  }

  /**
   * The placeholders of a ragged input: the last axis that is not known is the innermost ragged one
   * (keras/backend.py, placeholder).
   */
  static KerasTensor placeholder(
      GraphBuilder graph, LayerSpec layer, ElementType type, Shape shape) {
    int axes = shape.rank() - 1;
    while (axes > 0 && shape.known(axes)) {
      axes--;
    }
    for (int axis = 1; axis < axes; axis++) {
      if (shape.known(axis)) {
        throw layer.config().refused("the input is ragged inside rows of one length, " + shape);
      }
    }
    if (axes < 1) {
      throw layer.config().refused("the input is ragged and its shape is " + shape);
    }
    List<Tensor> splits = new ArrayList<>();
    Shape inner = Shape.of(Shape.UNKNOWN).concat(shape.slice(1 + axes, shape.rank()));
    Tensor values = graph.placeholder(layer.name(), type, inner);
    for (int axis = 1; axis <= axes; axis++) {
      Shape rows = Shape.of(Shape.UNKNOWN);
      splits.add(graph.placeholder(layer.name() + "_splits", ElementType.INT64, rows));
    }
    return new KerasTensor(values, shape, null, splits);
  }
}
