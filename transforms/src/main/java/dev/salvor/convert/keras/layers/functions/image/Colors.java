package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/** Color spaces and adjustments of tf.image (tensorflow/python/ops/image_ops_impl.py). */
public final class Colors {
  public static final FunctionBody.Single RGB_TO_YIQ =
      matrix(
          0.299,
          0.59590059,
          0.2115,
          0.587,
          -0.27455667,
          -0.52273617,
          0.114,
          -0.32134392,
          0.31119955);
  public static final FunctionBody.Single YIQ_TO_RGB =
      matrix(1, 1, 1, 0.95598634, -0.27201283, -1.10674021, 0.6208248, -0.64720424, 1.70423049);
  public static final FunctionBody.Single RGB_TO_YUV =
      matrix(
          0.299,
          -0.14714119,
          0.61497538,
          0.587,
          -0.28886916,
          -0.51496512,
          0.114,
          0.43601035,
          -0.10001026);
  public static final FunctionBody.Single YUV_TO_RGB =
      matrix(1, 1, 1, 0, -0.394642334, 2.03206185, 1.13988303, -0.58062185, 0);

  private Colors() {}

  /** The channels multiplied by a matrix. */
  private static FunctionBody.Single matrix(double... kernel) {
    return call -> {
      KerasTensor x = image(call);
      Tensor matrix = call.graph().numbers(x.type(), Shape.of(3, 3), kernel);
      Tensor rows = call.math().reshape(x.tensor(), -1, 3);
      Tensor product = call.graph().apply("MatMul", rows, matrix);
      Tensor shape = call.graph().apply("Shape", x.tensor());
      return KerasTensor.of(call.graph().apply("Reshape", product, shape), x.shape());
    };
  }

  private static KerasTensor image(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (!x.type().floating()) {
      throw call.layer().refused("adjusts " + x.type().id() + " images, which is not supported");
    }
    return x;
  }

  /** RGBToHSV or HSVToRGB. */
  public static FunctionBody.Single hsv(String op) {
    return call -> {
      KerasTensor x = image(call);
      Channels.requireLast(call);
      return KerasTensor.of(call.math().unary(op, x.tensor()), x.shape());
    };
  }

  /** Gray as three equal channels. */
  public static KerasTensor threefold(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] multiples = new int[x.rank()];
    java.util.Arrays.fill(multiples, 1);
    multiples[x.rank() - 1] = 3;
    Tensor tiled = call.graph().apply("Tile", x.tensor(), call.graph().ints(multiples));
    return KerasTensor.of(tiled, x.shape().with(-1, 3));
  }
}
