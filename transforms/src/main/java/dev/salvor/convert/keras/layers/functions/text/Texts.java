package dev.salvor.convert.keras.layers.functions.text;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Literal;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Strings joined, cut, read and written. */
public final class Texts {
  private Texts() {}

  public static KerasTensor join(FunctionCall call) {
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

  public static KerasTensor reduceJoin(FunctionCall call) {
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

  public static KerasTensor substr(FunctionCall call) {
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

  public static KerasTensor toNumber(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("out_type").orElse(ElementType.FLOAT32);
    Tensor number = call.graph().op("StringToNumber").in(x.tensor()).attr("out_type", type).out();
    return KerasTensor.of(number, x.shape());
  }

  /** To buckets by a keyed hash. */
  public static KerasTensor keyedBucket(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor bucket =
        call.graph()
            .op("StringToHashBucketStrong")
            .in(x.tensor())
            .attr("num_buckets", call.integer("num_buckets"))
            .attr("key", call.integers("key"))
            .out();
    return KerasTensor.of(bucket, x.shape());
  }

  /** Strings of each segment, one after the other. */
  public static KerasTensor segments(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor ids = call.tensor("ids", ElementType.INT32);
    Count count = Count.of(call, "count");
    Tensor joined =
        call.graph()
            .op("UnsortedSegmentJoin")
            .in(x.tensor())
            .in(ids.tensor())
            .in(count.tensor())
            .attr("separator", call.text("separator", ""))
            .out();
    return KerasTensor.of(
        joined, Shape.of(count.known()).concat(x.shape().slice(ids.rank(), x.rank())));
  }

  /** Tensors written into a template. */
  public static KerasTensor format(FunctionCall call) {
    Tensor text =
        call.graph()
            .op("StringFormat")
            .in(call.tensors("x").stream().map(KerasTensor::tensor).toList())
            .attr("template", call.text("template", ""))
            .attr("placeholder", call.text("placeholder", "{}"))
            .attr("summarize", call.integer("summarize", 3))
            .out();
    return KerasTensor.of(text, Shape.SCALAR);
  }

  /** The bytes of strings of one length as numbers. */
  public static KerasTensor numbers(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type =
        call.type("out_type").orElseThrow(() -> call.layer().refused("names no type"));
    boolean little = call.flag("little_endian", true);
    if (!call.has("fixed_length")) {
      Tensor raw =
          call.graph()
              .op("DecodeRaw")
              .in(x.tensor())
              .attr("out_type", type)
              .attr("little_endian", little)
              .out();
      return KerasTensor.of(raw, x.shape().append(Shape.UNKNOWN));
    }
    int length = call.integer("fixed_length");
    Tensor raw =
        call.graph()
            .op("DecodePaddedRaw")
            .in(x.tensor())
            .in(call.graph().intScalar(length))
            .attr("out_type", type)
            .attr("little_endian", little)
            .out();
    return KerasTensor.of(raw, x.shape().append(length / type.size()));
  }

  /** The fields of records, each of the type of its default. */
  public static List<KerasTensor> fields(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (call.has("select_cols")) {
      throw call.layer().refused("selects columns of records");
    }
    List<Tensor> defaults = new ArrayList<>();
    for (var one : call.constant("record_defaults")) {
      defaults.add(call.math().reshape(Literal.of(call.layer(), one, null).tensor(), -1));
    }
    OpBuilder op = call.graph().op("DecodeCSV").in(x.tensor()).in(defaults);
    op.attr("field_delim", call.text("field_delim", ","));
    op.attr("use_quote_delim", call.flag("use_quote_delim", true));
    op.attr("na_value", call.text("na_value", ""));
    return op.outs().stream().map(part -> KerasTensor.of(part, x.shape())).toList();
  }
}
