package dev.salvor.convert.keras.layers.merging;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs of different rank made to broadcast as Keras does: axes of 1 are inserted after the batch
 * axis (keras/layers/merging/base_merge.py).
 */
final class Broadcast {
  private Broadcast() {}

  static List<KerasTensor> aligned(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    int rank = inputs.stream().mapToInt(KerasTensor::rank).max().orElse(0);
    Arithmetic math = new Arithmetic(call.graph());
    List<KerasTensor> aligned = new ArrayList<>();
    for (KerasTensor input : inputs) {
      Tensor tensor = input.tensor();
      Shape shape = input.shape();
      while (shape.rank() < rank && shape.rank() > 0) {
        tensor = math.expand(tensor, 1);
        shape = Shape.of(shape.dim(0), 1).concat(shape.slice(1, shape.rank()));
      }
      aligned.add(new KerasTensor(tensor, shape, input.keptMask()));
    }
    return aligned;
  }

  /** The shape that all inputs of one rank broadcast to. */
  static Shape shape(LayerCall call, List<KerasTensor> inputs) {
    Shape result = inputs.get(0).shape();
    for (KerasTensor input : inputs) {
      for (int axis = 0; axis < result.rank(); axis++) {
        long a = result.dim(axis);
        long b = input.shape().dim(axis);
        if (a == 1 || (a == Shape.UNKNOWN && b > 1)) {
          result = result.with(axis, b);
        } else if (b > 1 && a != b) {
          throw call.refused("cannot join " + result + " and " + input.shape());
        }
      }
    }
    return result;
  }
}
