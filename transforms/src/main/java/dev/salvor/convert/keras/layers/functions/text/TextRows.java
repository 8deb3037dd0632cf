package dev.salvor.convert.keras.layers.functions.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Functions of rows, whose ops take values and where each row begins: those of a tensor with one
 * ragged axis, or those of a dense one, which are all as long
 * (tensorflow/python/ops/ragged/ragged_string_ops.py).
 */
public final class TextRows {
  private TextRows() {}

  /** {@code tf.strings.ngrams}: as many in each row. */
  public static KerasTensor ngrams(FunctionCall call) {
    KerasTensor x = rows(call);
    JsonNode pads = call.constant("pad_values");
    int width = pads.isMissingNode() ? 0 : call.integer("padding_width", -1);
    GraphBuilder graph = call.graph();
    List<Tensor> found =
        graph
            .op("StringNGrams")
            .in(call.math().reshape(x.tensor(), -1))
            .in(splits(call, x))
            .attr("separator", call.text("separator", " "))
            .attr("ngram_widths", call.integers("width"))
            .attr("left_pad", pad(call, pads, 0))
            .attr("right_pad", pad(call, pads, 1))
            .attr("pad_width", width)
            .attr("preserve_short_sequences", call.flag("preserve_short_sequences", false))
            .outs();
    Tensor all = found.get(0);
    Shape outer = x.shape().slice(0, x.rank() - 1);
    Shape shape = outer.append(Shape.UNKNOWN);
    return x.ragged()
        ? new KerasTensor(all, shape, null, List.of(found.get(1)))
        : KerasTensor.of(shaped(call, x, all, graph.ints(-1)), shape);
  }

  private static String pad(FunctionCall call, JsonNode pads, int side) {
    JsonNode pad = pads.isArray() ? pads.path(side) : pads;
    if (pads.isMissingNode()) {
      return "";
    }
    if (!pad.isTextual()) {
      throw call.layer().refused("pads with " + pads);
    }
    return pad.textValue();
  }

  /** {@code tf.strings.unicode_encode}: a string a row of code points. */
  public static KerasTensor encoded(FunctionCall call) {
    KerasTensor x = rows(call);
    Tensor all =
        call.graph()
            .op("UnicodeEncode")
            .in(call.math().reshape(x.tensor(), -1))
            .in(splits(call, x))
            .attr("output_encoding", call.text("output_encoding", ""))
            .attr("errors", call.text("errors", "replace"))
            .attr("replacement_char", call.integer("replacement_char", 65533))
            .out();
    Shape outer = x.shape().slice(0, x.rank() - 1);
    return KerasTensor.of(x.ragged() ? all : shaped(call, x, all, call.graph().ints()), outer);
  }

  private static KerasTensor rows(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (x.rank() < 1) {
      throw call.layer().refused("takes rows, and gets a scalar");
    }
    if (x.ragged() && x.rank() > 2) {
      throw call.layer().refused("takes rows of a ragged tensor of rank " + x.rank());
    }
    return x;
  }

  private static Tensor outer(FunctionCall call, KerasTensor x) {
    Tensor shape = call.graph().apply("Shape", x.tensor());
    return call.math().slice(shape, new int[] {0}, new int[] {x.rank() - 1});
  }

  private static Tensor shaped(FunctionCall call, KerasTensor x, Tensor values, Tensor inner) {
    GraphBuilder graph = call.graph();
    Tensor shape =
        graph.op("ConcatV2").in(List.of(outer(call, x), inner)).in(graph.intScalar(0)).out();
    return graph.apply("Reshape", values, shape);
  }

  /** Where each row begins, and where the last one ends. */
  private static Tensor splits(FunctionCall call, KerasTensor x) {
    if (x.ragged()) {
      return x.splits().get(0);
    }
    GraphBuilder graph = call.graph();
    Tensor count = call.math().reduce("Prod", outer(call, x), false, 0);
    Tensor length = Shapes.dim(graph, graph.apply("Shape", x.tensor()), x.rank() - 1);
    Tensor numbers =
        graph.apply("Range", graph.intScalar(0), call.math().add(count, 1), graph.intScalar(1));
    return call.math().cast(call.math().mul(numbers, length), ElementType.INT64);
  }
}
