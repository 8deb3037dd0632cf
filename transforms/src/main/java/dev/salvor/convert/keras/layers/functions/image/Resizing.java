package dev.salvor.convert.keras.layers.functions.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.ImageResize;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * {@code tf.image.resize} to constant and computed sizes, of one image or a batch
 * (tensorflow/python/ops/image_ops_impl.py).
 */
public final class Resizing {
  /** The numbers of TensorFlow 1's ResizeMethod. */
  private static final List<String> METHODS = List.of("bilinear", "nearest", "bicubic", "area");

  private Resizing() {}

  /** How a version 2 or a version 1 function resizes a batch. */
  @FunctionalInterface
  private interface Resizer {
    KerasTensor to(KerasTensor batch, Tensor size, Shape shape);
  }

  public static KerasTensor resize(FunctionCall call) {
    return resized(call, Dimensions.of(call, "size"), resizer(call));
  }

  private static Resizer resizer(FunctionCall call) {
    String method = method(call);
    boolean antialias = call.flag("antialias", false);
    return (batch, size, shape) ->
        ImageResize.resize(call.layer(), batch, size, shape, method, true, antialias);
  }

  public static KerasTensor resizeOfV1(FunctionCall call) {
    return resized(call, Dimensions.of(call, "size"), resizerOfV1(call));
  }

  private static Resizer resizerOfV1(FunctionCall call) {
    String op =
        switch (method(call)) {
          case "bilinear" -> "ResizeBilinear";
          case "nearest" -> "ResizeNearestNeighbor";
          case "bicubic" -> "ResizeBicubic";
          case "area" -> "ResizeArea";
          default -> throw call.layer().refused("resizes by " + method(call));
        };
    boolean corners = call.flag("align_corners", false);
    return (batch, size, shape) ->
        KerasTensor.of(
            call.graph().op(op).in(batch.tensor()).in(size).attr("align_corners", corners).out(),
            shape);
  }

  /** A Resize op as a function. */
  public static FunctionBody.Single op(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Dimensions size = Dimensions.of(call, "size");
      var node = call.graph().op(op).in(x.tensor()).in(size.vector());
      node.attr("align_corners", call.flag("align_corners", false));
      if (call.flag("half_pixel_centers", false)) {
        node.attr("half_pixel_centers", true);
      }
      Shape shape = x.shape().with(1, size.known().dim(0)).with(2, size.known().dim(1));
      return KerasTensor.of(node.out(), shape);
    };
  }

  /** The op that resizes by a kernel of any kind. */
  public static KerasTensor translated(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions size = Dimensions.of(call, "size");
    Tensor scaled =
        call.graph()
            .op("ScaleAndTranslate")
            .in(x.tensor())
            .in(size.vector())
            .in(call.tensor("scale", ElementType.FLOAT32).tensor())
            .in(call.tensor("translation", ElementType.FLOAT32).tensor())
            .attr("kernel_type", call.text("kernel_type", "lanczos3"))
            .attr("antialias", call.flag("antialias", true))
            .out();
    Shape shape = x.shape().with(1, size.known().dim(0)).with(2, size.known().dim(1));
    return KerasTensor.of(scaled, shape);
  }

  private static String method(FunctionCall call) {
    JsonNode method = call.constant("method");
    if (method.isMissingNode()) {
      return "bilinear";
    }
    if (method.isInt() && method.intValue() >= 0 && method.intValue() < METHODS.size()) {
      return METHODS.get(method.intValue());
    }
    String name = method.asText().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** An image that has the size already stays as it is, type included. */
  private static KerasTensor resized(FunctionCall call, Dimensions given, Resizer resizer) {
    KerasTensor x = call.tensor("x");
    if (given.known().rank() != 2 || x.rank() < 3 || x.rank() > 4) {
      throw call.layer().refused("resizes " + x.shape() + " to " + given.known());
    }
    boolean one = x.rank() == 3;
    KerasTensor batch =
        one ? KerasTensor.of(call.math().expand(x.tensor(), 0), Shape.of(1).concat(x.shape())) : x;
    Dimensions size =
        call.flag("preserve_aspect_ratio", false) ? kept(call, given.known(), batch) : given;
    long height = size.known().dim(0);
    long width = size.known().dim(1);
    boolean same =
        height >= 0
            && width >= 0
            && batch.shape().dim(1) == height
            && batch.shape().dim(2) == width;
    if (same) {
      return x;
    }
    Shape shape = batch.shape().with(1, height).with(2, width);
    KerasTensor result = resizer.to(batch, size.vector(), shape);
    return one
        ? KerasTensor.of(call.math().squeeze(result.tensor(), 0), shape.slice(1, 4))
        : result;
  }

  /** As large as fits into the size with the ratio of the sides; computed in 32 bits. */
  private static Dimensions kept(FunctionCall call, Shape size, KerasTensor x) {
    if (!size.fullyKnown() || !x.shape().known(1) || !x.shape().known(2)) {
      throw call.layer().refused("keeps the aspect ratio of images of unknown size");
    }
    float height = x.shape().dim(1);
    float width = x.shape().dim(2);
    float scale = Math.min((float) size.dim(0) / height, (float) size.dim(1) / width);
    int[] result = {(int) Math.rint(scale * height), (int) Math.rint(scale * width)};
    return new Dimensions(call.graph().ints(result), Shape.of(result[0], result[1]));
  }

  public static KerasTensor withPad(FunctionCall call) {
    return withPad(call, resizer(call));
  }

  public static KerasTensor withPadOfV1(FunctionCall call) {
    return withPad(call, resizerOfV1(call));
  }

  /** Resized until one side fits, then padded with zeros about the middle. */
  private static KerasTensor withPad(FunctionCall call, Resizer resizer) {
    KerasTensor x = call.tensor("x");
    int high = x.rank() - 3;
    int[] target = {call.integer("target_height"), call.integer("target_width")};
    if (high < 0 || high > 1 || !x.shape().known(high) || !x.shape().known(high + 1)) {
      throw call.layer().refused("resizes images of unknown size " + x.shape());
    }
    float[] length = {x.shape().dim(high), x.shape().dim(high + 1)};
    float ratio = Math.max(length[1] / target[1], length[0] / target[0]);
    int[] inner = new int[2];
    int[] before = new int[x.rank()];
    int[] after = new int[x.rank()];
    for (int i = 0; i < 2; i++) {
      float exact = length[i] / ratio;
      inner[i] = (int) Math.floor(exact);
      before[high + i] = Math.max(0, (int) Math.floor((target[i] - exact) / 2));
      after[high + i] = target[i] - before[high + i] - inner[i];
    }
    KerasTensor resized =
        resized(
            call, new Dimensions(call.graph().ints(inner), Shape.of(inner[0], inner[1])), resizer);
    Shape shape = resized.shape().with(high, target[0]).with(high + 1, target[1]);
    return KerasTensor.of(call.math().pad(resized.tensor(), before, after), shape);
  }
}
