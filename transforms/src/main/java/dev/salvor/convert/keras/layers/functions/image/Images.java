package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.ImageResize;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Functions of tf.image and keras.ops.image over channels-last images of rank 4 or 3. */
public final class Images {
  private static final double[] LUMA = {0.2989, 0.587, 0.114};

  private Images() {}

  static KerasTensor resize(FunctionCall call) {
    int[] size = call.integers("size");
    if (size.length != 2) {
      throw call.layer().refused("resizes to " + Arrays.toString(size));
    }
    for (String option :
        List.of("preserve_aspect_ratio", "crop_to_aspect_ratio", "pad_to_aspect_ratio")) {
      if (call.flag(option, false)) {
        throw call.layer().refused("resizes with " + option + ", which is not supported");
      }
    }
    call.text("fill_mode", "");
    call.number("fill_value", 0);
    Channels.requireLast(call);
    KerasTensor x = call.tensor("x");
    String method = call.text("method", "bilinear");
    boolean antialias = call.flag("antialias", false);
    boolean centers = call.flag("half_pixel_centers", true);
    if (call.flag("align_corners", false)) {
      throw call.layer().refused("resizes with align_corners, which is not supported");
    }
    boolean single = x.rank() == 3;
    KerasTensor batch =
        single
            ? KerasTensor.of(call.math().expand(x.tensor(), 0), Shape.of(1).concat(x.shape()))
            : x;
    Shape shape = batch.shape().with(1, size[0]).with(2, size[1]);
    KerasTensor resized =
        ImageResize.resize(
            call.layer(), batch, call.graph().ints(size), shape, method, centers, antialias);
    Tensor result = resized.tensor();
    if (call.keras3()) {
      result = call.math().cast(result, x.type());
    }
    return single
        ? KerasTensor.of(call.math().squeeze(result, 0), shape.slice(1, 4))
        : KerasTensor.of(result, shape);
  }

  /** Mirrored along an axis counted from the end. */
  public static FunctionBody.Single flip(int axisFromEnd) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Tensor flipped =
          call.graph().apply("ReverseV2", x.tensor(), call.graph().ints(x.rank() - axisFromEnd));
      return KerasTensor.of(flipped, x.shape());
    };
  }

  /** Each image to mean 0 and deviation 1, the deviation no less than {@code 1 / sqrt(pixels)}. */
  public static KerasTensor standardize(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    Tensor image = math.cast(x.tensor(), ElementType.FLOAT32);
    int[] axes = {x.rank() - 3, x.rank() - 2, x.rank() - 1};
    Tensor mean = math.mean(image, true, axes);
    Tensor squares = call.graph().apply("SquaredDifference", image, mean);
    Tensor deviation = math.sqrt(math.mean(squares, true, axes));
    Tensor sizes =
        math.slice(call.graph().apply("Shape", image), new int[] {x.rank() - 3}, new int[] {3});
    Tensor pixels = math.cast(math.reduce("Prod", sizes, false, 0), ElementType.FLOAT32);
    Tensor adjusted = math.max(deviation, math.rsqrt(pixels));
    return KerasTensor.of(math.div(math.sub(image, mean), adjusted), x.shape());
  }

  static KerasTensor grayscale(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Channels.requireLast(call);
    if (!x.type().floating()) {
      throw call.layer().refused("turns " + x.type().id() + " images gray");
    }
    Tensor weights = call.graph().numbers(x.type(), Shape.of(3), LUMA);
    Tensor gray = call.math().sum(call.math().mul(x.tensor(), weights), true, x.rank() - 1);
    return KerasTensor.of(gray, x.shape().with(-1, 1));
  }

  /** Keras 3's crop and pad: margins, or one of them and a target size. */
  public static FunctionBody.Single margins(boolean crop) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Channels.requireLast(call);
      int high = x.rank() - 3;
      int[] before = new int[x.rank()];
      int[] after = new int[x.rank()];
      Shape shape = x.shape();
      for (int i = 0; i < 2; i++) {
        int axis = high + i;
        long dim = shape.dim(axis);
        int[] own = margins(call, i, dim, crop);
        before[axis] = own[0];
        after[axis] = own[1];
        if (dim >= 0) {
          shape = shape.with(axis, crop ? dim - own[0] - own[1] : dim + own[0] + own[1]);
        }
      }
      return crop
          ? KerasTensor.of(cropped(call, x, before, shape), shape)
          : KerasTensor.of(call.math().pad(x.tensor(), before, after), shape);
    };
  }

  private static int[] margins(FunctionCall call, int axis, long dim, boolean crop) {
    String first = axis == 0 ? "top" : "left";
    String second = axis == 0 ? "bottom" : "right";
    String word = crop ? "_cropping" : "_padding";
    String size = axis == 0 ? "target_height" : "target_width";
    int before = call.integer(first + word, -1);
    int after = call.integer(second + word, -1);
    if (before >= 0 && after >= 0) {
      call.constant(size);
      return new int[] {before, after};
    }
    if (dim < 0 || !call.has(size)) {
      throw call.layer().refused("has neither both margins nor a known size");
    }
    int target = call.integer(size);
    int total = crop ? (int) dim - target : target - (int) dim;
    if (before < 0 && after < 0) {
      throw call.layer().refused("has no margin on either side");
    }
    return before >= 0 ? new int[] {before, total - before} : new int[] {total - after, after};
  }

  private static Tensor cropped(FunctionCall call, KerasTensor x, int[] before, Shape shape) {
    int[] size = new int[x.rank()];
    for (int i = 0; i < size.length; i++) {
      boolean spatial = i == x.rank() - 3 || i == x.rank() - 2;
      if (spatial && !shape.known(i)) {
        throw call.layer().refused("crops images of unknown size");
      }
      size[i] = spatial ? Math.toIntExact(shape.dim(i)) : -1;
    }
    return call.math().slice(x.tensor(), before, size);
  }

  public static KerasTensor patches(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Channels.requireLast(call);
    int[] size = pair(call, "size");
    int[] strides = call.has("strides") ? pair(call, "strides") : size;
    int[] rates = call.has("dilation_rate") ? pair(call, "dilation_rate") : new int[] {1, 1};
    String padding = call.text("padding", "valid");
    if (x.rank() != 4) {
      throw call.layer().refused("takes patches of a tensor " + x.shape());
    }
    Tensor patches =
        call.graph()
            .op("ExtractImagePatches")
            .in(x.tensor())
            .attr("ksizes", new int[] {1, size[0], size[1], 1})
            .attr("strides", new int[] {1, strides[0], strides[1], 1})
            .attr("rates", new int[] {1, rates[0], rates[1], 1})
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    Shape shape = x.shape().with(-1, x.shape().dim(-1) * size[0] * size[1]);
    for (int i = 0; i < 2; i++) {
      shape =
          shape.with(
              1 + i, Shapes.window(shape.dim(1 + i), size[i], padding, strides[i], rates[i]));
    }
    return KerasTensor.of(patches, shape);
  }

  private static int[] pair(FunctionCall call, String name) {
    int[] given = call.integers(name);
    return given.length == 1 ? new int[] {given[0], given[0]} : given;
  }
}
