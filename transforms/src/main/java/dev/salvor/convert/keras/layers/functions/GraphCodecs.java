package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.List;

/** Ops of TensorFlowOpLayers between values and the bytes of files, and those that only print. */
final class GraphCodecs {
  private GraphCodecs() {}

  static void add(FunctionTable table) {
    table
        .add(
            "DecodePng",
            "x channels dtype",
            Direct.op("DecodePng", "x")
                .integer("channels", 0)
                .type("dtype", ElementType.UINT8)
                .shaped(GraphCodecs::picture))
        .add(
            "DecodeBmp",
            "x channels",
            Direct.op("DecodeBmp", "x").integer("channels", 0).shaped(GraphCodecs::picture))
        .add(
            "EncodePng",
            "x compression",
            Direct.op("EncodePng", "x")
                .integer("compression", -1)
                .shaped((call, given) -> outer(given.get(0).shape())))
        .add(
            "EncodeWav",
            "x sample_rate",
            Direct.op("EncodeWav", "x").in(ElementType.INT32, "sample_rate").scalar())
        .addAll(
            "DecodeWav",
            "x desired_channels desired_samples",
            Direct.op("DecodeWav", "x")
                .integer("desired_channels", -1)
                .integer("desired_samples", -1)
                .all(GraphCodecs::sound, (call, given) -> Shape.SCALAR))
        .add("Print", "x data message first_n summarize", GraphCodecs::printed);
  }

  private static Shape picture(FunctionCall call, List<KerasTensor> given) {
    int channels = call.integer("channels", 0);
    return Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, channels == 0 ? Shape.UNKNOWN : channels);
  }

  private static Shape outer(Shape image) {
    return image.slice(0, image.rank() - 3);
  }

  private static Shape sound(FunctionCall call, List<KerasTensor> given) {
    return Shape.of(call.integer("desired_samples", -1), call.integer("desired_channels", -1));
  }

  /** The value itself: what is printed beside it is no result. */
  private static KerasTensor printed(FunctionCall call) {
    call.find("data");
    call.text("message", "");
    call.integer("first_n", -1);
    call.integer("summarize", 3);
    return Elementwise.identity(call);
  }
}
