package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Locale;

/** Images at another size (tf.image.resize, pixel centers). */
public final class Resizing implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.only("fill_mode", "constant");
    config.inert("bounding_box_format");
    String method = config.text("interpolation", "bilinear").toLowerCase(Locale.ROOT);
    SmartResize resize =
        new SmartResize(
            call,
            config.integer("height"),
            config.integer("width"),
            method,
            config.flag("antialias", false));
    DataFormat format = DataFormat.of(call);
    KerasTensor in = format.toLast(call.graph(), call.input());
    if (in.rank() != 4) {
      throw call.refused("is called with images " + in.shape());
    }
    Arithmetic math = new Arithmetic(call.graph());
    ElementType working = method.equals("nearest") ? call.computeType() : ElementType.FLOAT32;
    boolean cast = call.era().major() < 3 || in.type().floating();
    KerasTensor x = cast ? KerasTensor.of(math.cast(in.tensor(), working), in.shape()) : in;
    boolean crop = config.flag("crop_to_aspect_ratio", false);
    boolean pad = config.flag("pad_to_aspect_ratio", false);
    double fill = config.number("fill_value", 0);
    KerasTensor resized = crop ? resize.crop(x) : pad ? resize.pad(x, fill) : resize.stretch(x);
    KerasTensor moved = format.fromLast(call.graph(), resized);
    boolean kept =
        call.era().major() >= 3 || (!call.era().atLeast(2, 8) && method.equals("nearest"));
    ElementType type = kept ? in.type() : call.computeType();
    Tensor value = moved.tensor();
    if (!type.floating() && !method.equals("nearest") && call.era().atLeast(3, 6)) {
      value = math.clip(math.unary("Round", value), least(type), greatest(type));
    }
    return call.unmasked(math.cast(value, type), moved.shape());
  }

  private static double least(ElementType type) {
    return type.id().startsWith("u") ? 0 : -Math.pow(2, 8 * type.size() - 1);
  }

  private static double greatest(ElementType type) {
    int bits = 8 * type.size() - (type.id().startsWith("u") ? 0 : 1);
    return Math.pow(2, bits) - 1;
  }
}
