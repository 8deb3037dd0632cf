package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * InstanceNormalization of keras-contrib: over all axes but the batch and {@code axis}, where one is
 * given. Epsilon is added to the deviation, not to the variance (keras_contrib
 * layers/normalization/instancenormalization.py).
 */
public final class ContribInstanceNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int given = call.config().integer("axis", 0);
    int axis = given < 0 ? given + x.rank() : given;
    if (axis < 0 || axis >= x.rank() || (axis > 0 && !x.shape().known(axis))) {
      throw call.refused("has axis " + given + " for an input " + x.shape());
    }
    int[] over = IntStream.range(1, x.rank()).filter(i -> i != axis).toArray();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor mean = math.mean(x.tensor(), true, over);
    Tensor centered = math.sub(x.tensor(), mean);
    Tensor deviation = math.sqrt(math.mean(math.square(centered), true, over));
    Tensor normed =
        math.div(centered, math.add(deviation, call.config().number("epsilon", 1e-3)));
    Shape broadcast = Shape.SCALAR;
    for (int i = 0; i < x.rank(); i++) {
      broadcast = broadcast.append(i == axis && axis > 0 ? x.shape().dim(axis) : 1);
    }
    long size = axis > 0 ? x.shape().dim(axis) : 1;
    if (call.config().flag("scale", true)) {
      Tensor gamma = call.weight("gamma", size);
      normed = math.mul(normed, math.reshape(gamma, gamma, broadcast));
    }
    if (call.config().flag("center", true)) {
      Tensor beta = call.weight("beta", size);
      normed = math.add(normed, math.reshape(beta, beta, broadcast));
    }
    return call.output(normed, x.shape());
  }
}
