package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The words of each text: one after the other with the bounds of the texts, or a matrix where
 * nothing is split.
 */
final class Tokens {
  private static final String PUNCTUATION = "[!\"#$%&()\\*\\+,-\\./:;<=>?@\\[\\\\\\]^_`{|}~\\']";

  private final GraphBuilder graph;
  private final Arithmetic math;
  private final Tensor values;
  private final @Nullable Tensor splits;
  private final Shape shape;

  private Tokens(GraphBuilder graph, Tensor values, @Nullable Tensor splits, Shape shape) {
    this.graph = graph;
    this.math = new Arithmetic(graph);
    this.values = values;
    this.splits = splits;
    this.shape = shape;
  }

  static Tokens of(LayerCall call, KerasTensor in) {
    GraphBuilder graph = call.graph();
    Tensor text = standardized(call, in.tensor());
    JsonNode split = call.config().node("split");
    if (split.isMissingNode()) {
      if (!call.config().node("ngrams").isMissingNode()) {
        throw call.refused("joins n-grams of text that is not split");
      }
      return new Tokens(graph, text, null, in.shape());
    }
    if (in.rank() > 2 || (in.rank() == 2 && in.shape().dim(1) != 1)) {
      throw call.refused("splits an input " + in.shape());
    }
    Arithmetic math = new Arithmetic(graph);
    Tensor line = in.rank() == 2 ? math.squeeze(text, -1) : text;
    Tokens tokens =
        switch (split.asText()) {
          case "whitespace" -> whitespace(graph, line, in.shape());
          case "character" -> characters(graph, line, in.shape());
          default -> throw call.refused("splits by " + split + ", which is not supported");
        };
    int[] widths = ngrams(call);
    return widths.length == 0 ? tokens : tokens.joined(widths);
  }

  private static Tensor standardized(LayerCall call, Tensor text) {
    JsonNode node = call.config().node("standardize");
    String how = node.isMissingNode() ? "" : node.asText(node.toString());
    GraphBuilder graph = call.graph();
    Tensor lower = how.startsWith("lower") ? graph.apply("StringLower", text) : text;
    return switch (how) {
      case "", "lower" -> lower;
      case "strip_punctuation", "lower_and_strip_punctuation" ->
          graph
              .op("StaticRegexReplace")
              .in(lower)
              .attr("pattern", PUNCTUATION)
              .attr("rewrite", "")
              .out();
      default -> throw call.refused("standardizes by " + node + ", which is not supported");
    };
  }

  /** A number stands for all widths up to it. */
  private static int[] ngrams(LayerCall call) {
    JsonNode node = call.config().node("ngrams");
    if (node.isMissingNode()) {
      return new int[0];
    }
    JsonNode list = node.isObject() && node.has("items") ? node.path("items") : node;
    if (list.isIntegralNumber()) {
      return IntStream.rangeClosed(1, list.intValue()).toArray();
    }
    List<Integer> widths = new ArrayList<>();
    list.forEach(width -> widths.add(width.asInt()));
    return widths.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tokens whitespace(GraphBuilder graph, Tensor line, Shape shape) {
    Arithmetic math = new Arithmetic(graph);
    Tensor nothing = graph.strings(Shape.SCALAR, List.of(""));
    List<Tensor> sparse = graph.op("StringSplitV2").in(line).in(nothing).outs();
    Tensor rows = math.squeeze(math.slice(sparse.get(0), new int[] {0, 0}, new int[] {-1, 1}), 1);
    Tensor batch =
        Shapes.dim(graph, graph.op("Shape").in(line).attr("out_type", ElementType.INT64).out(), 0);
    Tensor ones = graph.op("OnesLike").in(rows).out();
    Tensor counts = graph.apply("UnsortedSegmentSum", ones, rows, batch);
    Tensor ends = graph.apply("Cumsum", counts, graph.intScalar(0));
    Tensor splits = math.concat(List.of(graph.longs(0), ends), 0);
    return new Tokens(graph, sparse.get(1), splits, shape);
  }

  private static Tokens characters(GraphBuilder graph, Tensor line, Shape shape) {
    List<Tensor> decoded =
        graph.op("UnicodeDecode").in(line).attr("input_encoding", "UTF-8").outs();
    Tensor codes = decoded.get(1);
    Tensor count = graph.op("Size").in(codes).attr("out_type", ElementType.INT64).out();
    Tensor zero = scalar(graph, 0);
    Tensor one = scalar(graph, 1);
    Tensor each = graph.apply("Range", zero, graph.apply("AddV2", count, one), one);
    Tensor characters =
        graph.op("UnicodeEncode").in(codes).in(each).attr("output_encoding", "UTF-8").out();
    return new Tokens(graph, characters, decoded.get(0), shape);
  }

  private static Tensor scalar(GraphBuilder graph, long value) {
    return graph.apply("Reshape", graph.longs(value), graph.ints());
  }

  private Tokens joined(int[] widths) {
    List<Tensor> joined =
        graph
            .op("StringNGrams")
            .in(values)
            .in(Objects.requireNonNull(splits))
            .attr("separator", " ")
            .attr("ngram_widths", widths)
            .attr("left_pad", "")
            .attr("right_pad", "")
            .attr("pad_width", 0)
            .attr("preserve_short_sequences", false)
            .outs();
    return new Tokens(graph, joined.get(0), joined.get(1), shape);
  }

  Tensor values() {
    return values;
  }

  /** Static shape of what {@link #dense} gives. */
  Shape denseShape(long length) {
    if (splits != null) {
      return Shape.of(shape.dim(0), length < 0 ? Shape.UNKNOWN : length);
    }
    return length < 0 ? shape : shape.with(-1, length);
  }

  /**
   * The indices as a matrix, cut or filled with 0 to {@code length}; negative for the longest text.
   */
  Tensor dense(Tensor indices, long length) {
    if (splits != null) {
      return graph
          .op("RaggedTensorToTensor")
          .in(graph.longs(-1, length))
          .in(indices)
          .in(scalar(graph, 0))
          .in(List.of(splits))
          .attr("row_partition_types", List.of("ROW_SPLITS"))
          .out();
    }
    if (length < 0) {
      return indices;
    }
    int wanted = Math.toIntExact(length);
    int rank = shape.rank();
    int[] after = new int[rank];
    after[rank - 1] = wanted;
    int[] size = new int[rank];
    Arrays.fill(size, -1);
    size[rank - 1] = wanted;
    return math.slice(math.pad(indices, new int[rank], after), new int[rank], size);
  }

  /** The indices in rows as long as the texts. */
  KerasTensor ragged(LayerCall call, Tensor indices) {
    if (splits == null) {
      throw call.refused("gives a ragged tensor of text that is not split");
    }
    return new KerasTensor(indices, denseShape(-1), null, List.of(splits));
  }

  /** How often each index occurs in each text, float32; 0 and 1 where {@code binary}. */
  Tensor counts(Tensor indices, int depth, boolean binary) {
    Tensor none = graph.numbers(ElementType.FLOAT32, Shape.of(0));
    Tensor size = scalar(graph, depth);
    if (splits == null) {
      return graph
          .op("DenseBincount")
          .in(indices)
          .in(size)
          .in(none)
          .attr("binary_output", binary)
          .out();
    }
    return graph
        .op("RaggedBincount")
        .in(splits)
        .in(indices)
        .in(size)
        .in(none)
        .attr("binary_output", binary)
        .out();
  }
}
