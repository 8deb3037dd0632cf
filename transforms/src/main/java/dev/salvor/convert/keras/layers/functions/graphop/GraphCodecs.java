package dev.salvor.convert.keras.layers.functions.graphop;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.tensorflow.Codecs;

/** Ops of TensorFlowOpLayers between values and the bytes of files, and those that only print. */
final class GraphCodecs {
  private GraphCodecs() {}

  static void add(FunctionTable table) {
    table
        .add("DecodePng", "x channels dtype", Codecs.DECODE_PNG)
        .add("DecodeBmp", "x channels", Codecs.DECODE_BMP)
        .add("EncodePng", "x compression", Codecs.ENCODE_PNG)
        .add("EncodeWav", "x sample_rate", Codecs.ENCODE_WAV)
        .addAll("DecodeWav", "x desired_channels desired_samples", Codecs.DECODE_WAV)
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
