package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** tf.strings. */
final class Texts {
  private Texts() {}

  static void add(FunctionTable table) {
    table
        .add(
            "strings.lower",
            "x=input encoding name",
            Direct.op("StringLower", "x").text("encoding", ""))
        .add(
            "strings.upper",
            "x=input encoding name",
            Direct.op("StringUpper", "x").text("encoding", ""))
        .add("strings.strip", "x=input name", Direct.op("StringStrip", "x"))
        .add(
            "strings.length",
            "x=input unit name",
            Direct.op("StringLength", "x").text("unit", "BYTE"))
        .add("strings.join", "x=inputs separator name", Texts::join)
        .add("strings.reduce_join", "x=inputs axis keepdims separator name", Texts::reduceJoin)
        .add("strings.substr", "x=input pos len unit name", Texts::substr)
        .add("strings.to_number", "x=input out_type name", Texts::toNumber)
        .add(
            "strings.as_string",
            "x=input precision scientific shortest width fill name",
            Direct.op("AsString", "x")
                .integer("precision", -1)
                .flag("scientific", false)
                .flag("shortest", false)
                .integer("width", -1)
                .text("fill", ""))
        .add(
            "strings.regex_replace",
            "x=input pattern rewrite replace_global name",
            Direct.op("StaticRegexReplace", "x")
                .text("pattern", "")
                .text("rewrite", "")
                .flag("replace_global", true))
        .add(
            "strings.regex_full_match",
            "x=input pattern name",
            Direct.op("StaticRegexFullMatch", "x").text("pattern", ""))
        .add(
            "strings.to_hash_bucket_fast",
            "x=input num_buckets name",
            Direct.op("StringToHashBucketFast", "x").integer("num_buckets", 1))
        .add(
            "strings.to_hash_bucket",
            "x=input num_buckets name",
            Direct.op("StringToHashBucket", "x").integer("num_buckets", 1));
  }

  private static KerasTensor join(FunctionCall call) {
    List<KerasTensor> parts = call.tensors("x");
    Shape shape = parts.get(0).shape();
    for (KerasTensor part : parts) {
      shape = Broadcasting.shape(call.layer(), shape, part.shape());
    }
    Tensor joined =
        call.graph()
            .op("StringJoin")
            .in(parts.stream().map(KerasTensor::tensor).toList())
            .attr("separator", call.text("separator", ""))
            .out();
    return KerasTensor.of(joined, shape);
  }

  private static KerasTensor reduceJoin(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes =
        call.has("axis")
            ? call.axes("axis", x.rank())
            : IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
    boolean keep = call.flag("keepdims", false);
    Tensor joined =
        call.graph()
            .op("ReduceJoin")
            .in(x.tensor())
            .in(call.graph().ints(axes))
            .attr("keep_dims", keep)
            .attr("separator", call.text("separator", ""))
            .out();
    return KerasTensor.of(joined, Reductions.shape(x.shape(), axes, keep));
  }

  private static KerasTensor substr(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor cut =
        call.graph()
            .op("Substr")
            .in(x.tensor())
            .in(call.tensor("pos").tensor())
            .in(call.tensor("len").tensor())
            .attr("unit", call.text("unit", "BYTE"))
            .out();
    return KerasTensor.of(cut, x.shape());
  }

  private static KerasTensor toNumber(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("out_type").orElse(ElementType.FLOAT32);
    Tensor number = call.graph().op("StringToNumber").in(x.tensor()).attr("out_type", type).out();
    return KerasTensor.of(number, x.shape());
  }
}
