package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.ImageResize;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Arrays;

/**
 * Images resized by functions that mean another thing in TensorFlow 1, which does not sample at
 * pixel centers, than in 2.
 */
public final class ImageScaling {
  private ImageScaling() {}

  /** {@code K.resize_images}: whole factors, as UpSampling2D. */
  public static KerasTensor byFactors(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Channels.requireLast(call);
    int[] factors = {call.integer("height"), call.integer("width")};
    Shape shape = x.shape();
    if (x.rank() != 4 || !shape.known(1) || !shape.known(2) || factors[0] < 1 || factors[1] < 1) {
      throw call.layer().refused("scales images of unknown size");
    }
    for (int i = 0; i < 2; i++) {
      shape = shape.with(1 + i, shape.dim(1 + i) * factors[i]);
    }
    String method = call.text("interpolation", "nearest");
    boolean centers = !method.equals("nearest") && centers(call);
    return ImageResize.resize(call.layer(), x, target(call, shape), shape, method, centers);
  }

  /** Which TensorFlow ran under tf.keras 2.2.4-tf, or under Keras 2, the file does not say. */
  private static boolean centers(FunctionCall call) {
    Era era = call.layer().era();
    if (era.major() >= 3 || (era.tfKeras() && era.atLeast(2, 3))) {
      return true;
    }
    if (era.major() == 1 || (!era.tfKeras() && !era.atLeast(2, 3))) {
      return false;
    }
    throw call.layer()
        .refused("resizes images with a TensorFlow that is 1 or 2, the file does not say which");
  }

  private static Tensor target(FunctionCall call, Shape shape) {
    return call.graph().ints(Math.toIntExact(shape.dim(1)), Math.toIntExact(shape.dim(2)));
  }

  /** {@code tf.image.resize}, of which TensorFlow 1.14 and 1.15 had another. */
  public static KerasTensor resize(FunctionCall call) {
    if (!centers(call)) {
      return legacy(call, call.text("method", "bilinear"));
    }
    return Images.resize(call);
  }

  /** {@code tf.image.resize_images} of TensorFlow 1. */
  public static KerasTensor images(FunctionCall call) {
    return legacy(call, call.text("method", "bilinear"));
  }

  /** {@code tf.image.resize_bilinear} and its sisters. */
  public static FunctionBody.Single method(String method) {
    return call -> legacy(call, method);
  }

  private static KerasTensor legacy(FunctionCall call, String method) {
    KerasTensor x = call.tensor("x");
    int[] size = call.integers("size");
    if (size.length != 2 || x.rank() != 4) {
      throw refused(call, size);
    }
    boolean aspect = call.flag("preserve_aspect_ratio", false);
    boolean centers = call.flag("half_pixel_centers", false);
    boolean corners = call.flag("align_corners", false);
    if (aspect || centers || corners) {
      throw call.layer().refused("resizes with options that are not supported");
    }
    Shape shape = x.shape().with(1, size[0]).with(2, size[1]);
    return ImageResize.resize(call.layer(), x, call.graph().ints(size), shape, method, false);
  }

  private static ArtifactException refused(FunctionCall call, int[] size) {
    return call.layer().refused("resizes to " + Arrays.toString(size));
  }
}
