package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;

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
                .shaped(Codecs::picture))
        .add(
            "DecodeBmp",
            "x channels",
            Direct.op("DecodeBmp", "x").integer("channels", 0).shaped(Codecs::picture))
        .add(
            "EncodePng",
            "x compression",
            Direct.op("EncodePng", "x").integer("compression", -1).shaped(Codecs::each))
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
                .all(Codecs::sound, (call, given) -> Shape.SCALAR))
        .add("Print", "x data message first_n summarize", GraphCodecs::printed);
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
