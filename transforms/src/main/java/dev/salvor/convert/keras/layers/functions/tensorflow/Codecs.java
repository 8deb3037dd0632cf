package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.List;

/** One picture or sound as the bytes of a file, and back; functions of tf.io and tf.audio. */
public final class Codecs {
  public static final FunctionBody.Single DECODE_PNG =
      Direct.op("DecodePng", "x")
          .integer("channels", 0)
          .type("dtype", ElementType.UINT8)
          .shaped(Codecs::picture);
  public static final FunctionBody.Single DECODE_BMP =
      Direct.op("DecodeBmp", "x").integer("channels", 0).shaped(Codecs::picture);
  public static final FunctionBody.Single ENCODE_PNG =
      Direct.op("EncodePng", "x").integer("compression", -1).shaped(Codecs::each);
  public static final FunctionBody DECODE_WAV =
      Direct.op("DecodeWav", "x")
          .integer("desired_channels", -1)
          .integer("desired_samples", -1)
          .all(Codecs::sound, (call, given) -> Shape.SCALAR);
  public static final FunctionBody.Single ENCODE_WAV =
      Direct.op("EncodeWav", "x").in(ElementType.INT32, "sample_rate").scalar();

  private Codecs() {}

  static void add(FunctionTable table) {
    Direct jpeg =
        options(Direct.op("DecodeJpeg", "x").integer("channels", 0)).shaped(Codecs::picture);
    Direct crop =
        options(
                Direct.op("DecodeAndCropJpeg", "x")
                    .in(ElementType.INT32, "window")
                    .integer("channels", 0))
            .shaped(Codecs::picture);
    String rest = "channels ratio fancy_upscaling try_recover_truncated acceptable_fraction";
    table
        .add("io.decode_jpeg", "x=contents " + rest + " dct_method name", jpeg)
        .add(
            "io.decode_and_crop_jpeg",
            "x=contents window=crop_window " + rest + " dct_method name",
            crop)
        .add("io.decode_png", "x=contents channels dtype name", DECODE_PNG)
        .add("io.decode_bmp", "x=contents channels name", DECODE_BMP)
        .add(
            "io.decode_gif",
            "x=contents name",
            Direct.op("DecodeGif", "x").shaped((call, given) -> Shape.of(-1, -1, -1, 3)))
        .add("io.decode_image", "x=contents channels dtype name expand_animations", Codecs::image)
        .add("io.encode_png", "x=image compression name", ENCODE_PNG)
        .add(
            "io.encode_jpeg",
            "x=image format quality progressive optimize_size chroma_downsampling density_unit"
                + " x_density y_density xmp_metadata name",
            Direct.op("EncodeJpeg", "x")
                .text("format", "")
                .integer("quality", 95)
                .flag("progressive", false)
                .flag("optimize_size", false)
                .flag("chroma_downsampling", true)
                .text("density_unit", "in")
                .integer("x_density", 300)
                .integer("y_density", 300)
                .text("xmp_metadata", "")
                .scalar())
        .add(
            "io.extract_jpeg_shape",
            "x=contents output_type name",
            Direct.op("ExtractJpegShape", "x")
                .type("output_type", ElementType.INT32)
                .shaped((call, given) -> Shape.of(3)))
        .addAll("audio.decode_wav", "x=contents desired_channels desired_samples name", DECODE_WAV)
        .add("audio.encode_wav", "x=audio sample_rate name", ENCODE_WAV);
  }

  private static Direct options(Direct op) {
    return op.integer("ratio", 1)
        .flag("fancy_upscaling", true)
        .flag("try_recover_truncated", false)
        .number("acceptable_fraction", 1)
        .text("dct_method", "");
  }

  /** Height, width and as many channels as were asked for. */
  private static Shape picture(FunctionCall call, List<KerasTensor> given) {
    int channels = call.integer("channels", 0);
    return Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, channels == 0 ? Shape.UNKNOWN : channels);
  }

  private static Shape each(FunctionCall call, List<KerasTensor> given) {
    Shape image = given.get(0).shape();
    return image.slice(0, image.rank() - 3);
  }

  private static Shape sound(FunctionCall call, List<KerasTensor> given) {
    return Shape.of(call.integer("desired_samples", -1), call.integer("desired_channels", -1));
  }

  /** Of any format; one that moves has a rank that only the file says, unless it is cut short. */
  private static KerasTensor image(FunctionCall call) {
    if (call.flag("expand_animations", true)) {
      throw call.layer().refused("decodes images of a rank that only they say");
    }
    KerasTensor x = call.tensor("x");
    int channels = call.integer("channels", 0);
    return KerasTensor.of(
        call.graph()
            .op("DecodeImage")
            .in(x.tensor())
            .attr("channels", channels)
            .attr("dtype", call.type("dtype").orElse(ElementType.UINT8))
            .attr("expand_animations", false)
            .out(),
        Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, channels == 0 ? Shape.UNKNOWN : channels));
  }
}
