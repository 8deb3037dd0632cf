package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/**
 * Images in gray: computed in floating point, and of the type of the image again; what is gray
 * already stays since 3.15 (keras/src/backend/tensorflow/image.py, rgb_to_grayscale).
 */
public final class Gray {
  private static final double[] WEIGHTS = {0.2989, 0.5870, 0.1140};

  /** Of an image of integers, by {@code tf.image}: half more than one, cut off. */
  private static final double SCALE = 255.5;

  private Gray() {}

  public static KerasTensor of(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (x.shape().dim(-1) == 1 && call.layer().era().atLeast(3, 15)) {
      return x;
    }
    if (x.shape().dim(-1) != 3) {
      throw call.layer().refused("turns images " + x.shape() + " gray");
    }
    Arithmetic math = call.math();
    boolean whole = !x.type().floating();
    ElementType type = whole ? ElementType.FLOAT32 : x.type();
    Tensor image = math.cast(x.tensor(), type);
    boolean scaled = whole && !call.layer().era().atLeast(3, 4);
    if (scaled && x.type() != ElementType.UINT8) {
      throw call.layer().refused("turns " + x.type().id() + " images gray");
    }
    if (scaled) {
      image = math.mul(image, 1.0 / 255);
    }
    Tensor weights = call.graph().numbers(type, Shape.of(3), WEIGHTS);
    Tensor gray = math.sum(math.mul(image, weights), true, x.rank() - 1);
    Tensor result = scaled ? math.mul(gray, SCALE) : gray;
    return KerasTensor.of(math.cast(result, x.type()), x.shape().with(-1, 1));
  }
}
