package dev.salvor.convert.keras.layers.merging;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** Inputs one after the other along an axis. */
public final class Concatenate implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.isEmpty()) {
      throw call.refused("is called without inputs");
    }
    Shape shape = inputs.get(0).shape();
    int given = call.config().integer("axis", -1);
    int ragged = call.joinedAxes();
    int axis = given < 0 ? given + shape.rank() : given - ragged;
    if (axis < (ragged > 0 ? 1 : 0) || axis >= shape.rank()) {
      throw call.refused("has axis " + given + " for inputs " + shape);
    }
    long total = 0;
    for (KerasTensor input : inputs) {
      if (input.rank() != shape.rank()) {
        throw call.refused("cannot join " + shape + " and " + input.shape());
      }
      long dim = input.shape().dim(axis);
      total = total == Shape.UNKNOWN || dim == Shape.UNKNOWN ? Shape.UNKNOWN : total + dim;
      for (int i = 0; i < shape.rank(); i++) {
        if (i != axis && !shape.known(i)) {
          shape = shape.with(i, input.shape().dim(i));
        }
      }
    }
    Tensor joined =
        new Arithmetic(call.graph())
            .concat(inputs.stream().map(KerasTensor::tensor).toList(), axis);
    return List.of(
        new KerasTensor(joined, shape.with(axis, total), Masks.concatenated(call, inputs, axis)));
  }
}
