package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.TheanoPadding;
import dev.salvor.convert.keras.layers.convolution.Convolutions;
import dev.salvor.convert.keras.layers.convolution.Window;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * CosineConvolution2D of keras-contrib: a convolution divided by the lengths of its kernels and of
 * what they cover, bias included. The kernel of ones that sums what is covered is a trained weight
 * where Keras tracks attributes, since 2.3 (keras_contrib
 * layers/convolutional/cosineconvolution2d.py).
 */
public final class CosineConvolution implements LayerConverter {
  private static final double EPSILON = 1e-7;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Window window = Window.of(call, 2);
    int filters = call.config().integer("filters");
    long channels = x.shape().dim(-1);
    boolean theano = TheanoPadding.applies(call, window.padding());
    if (DataFormat.of(call).channelsFirst() || theano) {
      throw call.refused("moves channels first, which its backends did differently");
    }
    if (x.rank() != 4 || channels == Shape.UNKNOWN) {
      throw call.refused("takes images of known channels, not " + x.shape());
    }
    int height = window.size()[0];
    int width = window.size()[1];
    Arithmetic math = new Arithmetic(call.graph());
    Convolutions ops = new Convolutions(call.graph());
    boolean biased = call.config().flag("use_bias", true);
    Tensor kernel = call.weight("W", height, width, channels, filters);
    Tensor ones =
        tracked(call, biased)
            ? call.weight("kernel_norm", height, width, channels, 1)
            : ones(call, Shape.of(height, width, channels, 1));
    Tensor lengths = math.add(math.sum(math.square(kernel), true, 0, 1, 2), EPSILON);
    KerasTensor squares = KerasTensor.of(math.square(x.tensor()), x.shape());
    Tensor covered = math.add(ops.convolve(squares, ones, window, 1), (biased ? 1 : 0) + EPSILON);
    Tensor bias = null;
    if (biased) {
      bias = call.weight("b", filters);
      lengths = math.add(lengths, math.square(bias));
    }
    Tensor divisor = math.sqrt(lengths);
    Tensor product = ops.convolve(x, math.div(kernel, divisor), window, 1);
    if (bias != null) {
      product = math.add(product, math.div(bias, divisor));
    }
    Shape output = window.output(call, x.shape(), filters);
    KerasTensor cosine = KerasTensor.of(math.div(product, math.sqrt(covered)), output);
    return call.unmasked(Activations.of(call, "activation", cosine), output);
  }

  private static boolean tracked(LayerCall call, boolean biased) {
    return call.stored()
        .map(shapes -> shapes.size() == (biased ? 3 : 2))
        .orElseGet(() -> call.era().tfKeras() || call.era().atLeast(2, 3));
  }

  private static Tensor ones(LayerCall call, Shape shape) {
    double[] values = new double[Math.toIntExact(shape.elements())];
    Arrays.fill(values, 1);
    return call.graph().numbers(ElementType.FLOAT32, shape, values);
  }
}
