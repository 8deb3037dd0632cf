package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * The S-shaped rectifier of Keras 1: linear between two thresholds, with slopes of its own on
 * either side (keras 1.2.2 layers/advanced_activations.py). The backend's relu with a maximum is
 * kept as it is there: {@code min(relu(x), max) - alpha relu(-x)}.
 */
public final class SReLU implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("t_left_init", "a_left_init", "t_right_init", "a_right_init");
    KerasTensor in = call.input();
    Tensor x = in.tensor();
    Arithmetic math = new Arithmetic(call.graph());
    long[] shape = SharedAxes.parameterShape(call, in);
    Tensor left = call.weight("t_left", shape);
    Tensor leftSlope = call.weight("a_left", shape);
    Tensor right = math.add(left, math.abs(call.weight("t_right", shape)));
    Tensor rightSlope = call.weight("a_right", shape);
    Tensor fromLeft = math.sub(x, left);
    Tensor center = math.max(math.min(math.relu(fromLeft), math.sub(right, left)), 0);
    Tensor below = math.mul(leftSlope, math.relu(math.neg(fromLeft)));
    Tensor above = math.mul(math.relu(math.sub(x, right)), rightSlope);
    Tensor sum = math.add(math.add(left, math.sub(center, below)), above);
    return call.output(sum, in.shape());
  }
}
