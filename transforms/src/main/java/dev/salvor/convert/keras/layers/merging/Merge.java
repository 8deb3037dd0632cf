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
import java.util.function.BinaryOperator;

/** Add, Subtract, Multiply, Average, Maximum and Minimum of inputs that broadcast. */
public final class Merge implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    List<KerasTensor> inputs = Broadcast.aligned(call);
    boolean subtract = call.className().equals("Subtract");
    if (inputs.isEmpty() || (subtract && inputs.size() != 2)) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    Arithmetic math = new Arithmetic(call.graph());
    BinaryOperator<Tensor> join =
        switch (call.className()) {
          case "Add", "Average" -> math::add;
          case "Subtract" -> math::sub;
          case "Multiply" -> math::mul;
          case "Maximum" -> math::max;
          case "Minimum" -> math::min;
          default -> throw call.refused("is not known to join inputs");
        };
    List<Tensor> tensors = inputs.stream().map(KerasTensor::tensor).toList();
    Tensor joined =
        MaskedMerge.applies(call)
            ? MaskedMerge.join(call, join)
            : tensors.stream().reduce(join).orElseThrow();
    if (call.className().equals("Average")) {
      joined = math.div(joined, tensors.size());
    }
    Shape shape = Broadcast.shape(call, inputs);
    return List.of(new KerasTensor(joined, shape, Masks.joined(call, call.inputs())));
  }
}
