package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/**
 * Adjustments of tf.image to images of any type, which are computed in floating point
 * (tensorflow/python/ops/image_ops_impl.py).
 */
public final class Adjusting {
  private Adjusting() {}

  /** {@code tf.image.convert_image_dtype}: integers are shares of the greatest of their type. */
  public static KerasTensor convert(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType to = call.type("dtype").orElseThrow(() -> call.layer().refused("names no type"));
    return KerasTensor.of(converted(call, x.tensor(), to, call.flag("saturate", false)), x.shape());
  }

  static Tensor converted(FunctionCall call, Tensor x, ElementType to, boolean saturate) {
    ElementType from = x.type();
    Arithmetic math = call.math();
    if (from == to || (from.floating() && to.floating())) {
      return math.cast(x, to);
    }
    if (!from.floating() && !to.floating()) {
      return between(call, x, to, saturate);
    }
    if (!from.floating()) {
      return math.mul(math.cast(x, to), 1.0 / greatest(from));
    }
    Tensor scaled = math.mul(x, greatest(to) + 0.5);
    return saturate ? saturated(call, scaled, to) : math.cast(scaled, to);
  }

  private static Tensor between(FunctionCall call, Tensor x, ElementType to, boolean saturate) {
    Arithmetic math = call.math();
    double in = greatest(x.type());
    double out = greatest(to);
    if (in > out) {
      double scale = Math.floor((in + 1) / (out + 1));
      Tensor scaled = call.graph().apply("FloorDiv", x, call.graph().scalarLike(x, scale));
      return saturate ? saturated(call, scaled, to) : math.cast(scaled, to);
    }
    Tensor cast = saturate ? saturated(call, x, to) : math.cast(x, to);
    return math.mul(cast, Math.floor((out + 1) / (in + 1)));
  }

  private static Tensor saturated(FunctionCall call, Tensor x, ElementType to) {
    boolean unsigned = to.id().startsWith("u");
    double high = greatest(to);
    if (to.size() > 2) {
      throw call.layer().refused("saturates images to " + to.id());
    }
    double low = unsigned ? 0 : -high - 1;
    ElementType from = x.type();
    if (!from.floating()) {
      Tensor value = x;
      boolean signed = !from.id().startsWith("u");
      if (signed && (unsigned || from.size() > to.size())) {
        value = call.math().max(value, low);
      }
      return call.math().cast(greatest(from) > high ? call.math().min(value, high) : value, to);
    }
    return call.math().cast(call.math().clip(x, low, high), to);
  }

  /** {@code tf.image.adjust_jpeg_quality}: one picture, written as JPEG and read again. */
  public static KerasTensor quality(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    long channels = x.rank() == 3 ? x.shape().dim(2) : Shape.UNKNOWN;
    if (channels != 1 && channels != 3) {
      throw call.layer().refused("writes " + x.shape() + " as one picture");
    }
    Tensor file =
        call.graph()
            .apply(
                "EncodeJpegVariableQuality",
                converted(call, x.tensor(), ElementType.UINT8, true),
                call.tensor("quality", ElementType.INT32).tensor());
    Tensor picture = call.graph().op("DecodeJpeg").in(file).attr("channels", channels).out();
    return KerasTensor.of(converted(call, picture, x.type(), true), x.shape());
  }

  private static double greatest(ElementType type) {
    int bits = 8 * type.size() - (type.id().startsWith("u") ? 0 : 1);
    return Math.pow(2, bits) - 1;
  }

  private static KerasTensor floating(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    boolean kept = x.type() == ElementType.FLOAT16 || x.type() == ElementType.FLOAT32;
    return kept
        ? x
        : KerasTensor.of(converted(call, x.tensor(), ElementType.FLOAT32, false), x.shape());
  }

  private static KerasTensor back(
      FunctionCall call, Tensor adjusted, KerasTensor x, boolean saturate) {
    ElementType type = call.tensor("x").type();
    return KerasTensor.of(converted(call, adjusted, type, saturate), x.shape());
  }

  public static KerasTensor brightness(FunctionCall call) {
    KerasTensor x = floating(call);
    Tensor delta = call.math().cast(call.tensor("delta", x.type()).tensor(), x.type());
    return back(call, call.math().add(x.tensor(), delta), x, true);
  }

  public static KerasTensor contrast(FunctionCall call) {
    KerasTensor x = floating(call);
    Tensor factor = call.tensor("factor", ElementType.FLOAT32).tensor();
    Tensor adjusted = call.graph().apply("AdjustContrastv2", x.tensor(), factor);
    return back(call, adjusted, x, true);
  }

  public static KerasTensor gamma(FunctionCall call) {
    KerasTensor x = floating(call);
    Tensor gamma = number(call, "gamma", x);
    Tensor gain = number(call, "gain", x);
    Tensor power = call.graph().apply("Pow", x.tensor(), gamma);
    return back(call, call.math().mul(power, gain), x, true);
  }

  private static Tensor number(FunctionCall call, String name, KerasTensor x) {
    return call.has(name) ? call.tensor(name, x.type()).tensor() : call.graph().scalar(x.type(), 1);
  }

  /** AdjustHue or AdjustSaturation. */
  public static FunctionBody.Single op(String op, String by) {
    return call -> {
      KerasTensor x = floating(call);
      Tensor amount = call.tensor(by, ElementType.FLOAT32).tensor();
      return back(call, call.graph().apply(op, x.tensor(), amount), x, false);
    };
  }

  public static KerasTensor grayscale(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    Tensor x = converted(call, given.tensor(), ElementType.FLOAT32, false);
    Tensor weights = call.graph().numbers(ElementType.FLOAT32, Shape.of(3), 0.2989, 0.5870, 0.1140);
    Tensor gray = call.math().sum(call.math().mul(x, weights), true, given.rank() - 1);
    return KerasTensor.of(converted(call, gray, given.type(), false), given.shape().with(-1, 1));
  }
}
