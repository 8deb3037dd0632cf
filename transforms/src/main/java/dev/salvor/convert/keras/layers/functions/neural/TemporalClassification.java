package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Connectionist temporal classification: the loss and two ways to decode
 * (keras/src/backend/tensorflow/nn.py, ctc_loss and ctc_decode).
 */
public final class TemporalClassification {
  private final FunctionCall call;
  private final Arithmetic math;
  private final GraphBuilder graph;

  private TemporalClassification(FunctionCall call) {
    this.call = call;
    this.math = call.math();
    this.graph = call.graph();
  }

  public static KerasTensor loss(FunctionCall call) {
    return new TemporalClassification(call).loss();
  }

  public static List<KerasTensor> decode(FunctionCall call) {
    return new TemporalClassification(call).decoded();
  }

  /**
   * The op's blank is the last class. Keras counts a blank among the labels as a class of its own
   * that is as likely: it stands before the last, and what it adds to the sums is taken off again.
   */
  private KerasTensor loss() {
    KerasTensor output = call.tensor("output");
    Tensor target = math.cast(call.tensor("target").tensor(), ElementType.INT32);
    Tensor lengths = math.cast(call.tensor("target_length").tensor(), ElementType.INT32);
    Tensor steps = math.cast(call.tensor("output_length").tensor(), ElementType.INT32);
    int classes = classes(output);
    int blank = Math.floorMod(call.integer("mask_index", 0), classes);
    ElementType type =
        output.type() == ElementType.FLOAT64 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    Tensor logits = math.cast(output.tensor(), ElementType.FLOAT32);
    Tensor logs = math.unary("LogSoftmax", blankLast(logits, blank, classes));
    Tensor last = math.slice(logs, new int[] {0, 0, classes - 1}, new int[] {-1, -1, 1});
    Tensor inputs = math.transpose(math.concat(List.of(logs, last), 2), 1, 0, 2);
    Tensor above = graph.apply("Greater", target, graph.scalarLike(target, blank));
    Tensor others = math.where(above, math.sub(target, 1), target);
    Tensor own = graph.scalarLike(target, classes - 1.0);
    Tensor labels = math.where(Numbers.equal(math, target, blank), own, others);
    Tensor places = graph.apply("Where", within(labels, lengths));
    Tensor values = graph.apply("GatherNd", labels, places);
    Tensor loss = graph.op("CTCLoss").in(inputs).in(places).in(values).in(steps).outs().get(0);
    Tensor likely = math.squeeze(math.unary("Log1p", math.exp(last)), 2);
    Tensor counted = math.cast(within(likely, steps), ElementType.FLOAT32);
    Tensor added = math.sum(math.mul(likely, counted), false, 1);
    return KerasTensor.of(math.cast(math.sub(loss, added), type), Shape.of(output.shape().dim(0)));
  }

  /** Which elements of each row are among its first ones. */
  private Tensor within(Tensor rows, Tensor lengths) {
    Tensor width = Shapes.dim(graph, graph.apply("Shape", rows), 1);
    Tensor range = graph.apply("Range", graph.intScalar(0), width, graph.intScalar(1));
    return graph.apply("Less", range, math.expand(lengths, 1));
  }

  private int classes(KerasTensor output) {
    if (output.rank() != 3 || !output.shape().known(2)) {
      throw call.layer().refused("has outputs " + output.shape());
    }
    return Math.toIntExact(output.shape().dim(2));
  }

  private Tensor blankLast(Tensor x, int blank, int classes) {
    int[] order = new int[classes];
    for (int i = 0; i < classes; i++) {
      order[i] = i == classes - 1 ? blank : i < blank ? i : i + 1;
    }
    return graph.apply("GatherV2", x, graph.ints(order), graph.intScalar(2));
  }

  private List<KerasTensor> decoded() {
    KerasTensor given = call.tensor("x");
    ElementType type =
        given.type() == ElementType.FLOAT64 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    KerasTensor x = Promotion.cast(call, given, type);
    Tensor lengths = math.cast(call.tensor("lengths").tensor(), ElementType.INT32);
    int classes = classes(x);
    boolean named = !call.none("mask_index");
    boolean late = call.layer().era().atLeast(3, 4);
    int blank = Math.floorMod(call.integer("mask_index", late && named ? 0 : -1), classes);
    String strategy = call.text("strategy", "greedy");
    int width = call.integer("beam_width", 100);
    int paths = call.integer("top_paths", 1);
    boolean merged = call.flag("merge_repeated", true);
    boolean greedy = strategy.equals("greedy");
    if (!greedy && !strategy.equals("beam_search")) {
      throw call.layer().refused("decodes by " + strategy);
    }
    boolean moved = !greedy && late && named;
    Tensor ordered = moved ? blankLast(x.tensor(), blank, classes) : x.tensor();
    Tensor steps = math.transpose(ordered, 1, 0, 2);
    List<Tensor> found =
        greedy ? greedy(steps, lengths, merged, blank) : beam(steps, lengths, width, paths);
    int count = greedy ? 1 : paths;
    Tensor size = math.slice(graph.apply("Shape", x.tensor()), new int[] {0}, new int[] {2});
    List<Tensor> dense = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tensor values = found.get(count + i);
      dense.add(
          graph.apply(
              "SparseToDense",
              found.get(i),
              math.cast(size, ElementType.INT64),
              values,
              graph.scalarLike(values, -1)));
    }
    Tensor all = math.cast(graph.op("Pack").in(dense).out(), ElementType.INT32);
    if (moved) {
      Tensor above = graph.apply("GreaterEqual", all, graph.scalarLike(all, blank));
      all = math.where(above, math.add(all, 1), all);
    }
    Shape shape = Shape.of(count, x.shape().dim(0), x.shape().dim(1));
    return List.of(
        KerasTensor.of(all, shape),
        KerasTensor.of(found.get(3 * count), Shape.of(x.shape().dim(0), count)));
  }

  /** Places, values and shape of a sparse tensor, and the scores. */
  private List<Tensor> greedy(Tensor x, Tensor lengths, boolean merged, int blank) {
    return graph
        .op("CTCGreedyDecoder")
        .in(x)
        .in(lengths)
        .attr("merge_repeated", merged)
        .attr("blank_index", blank)
        .outs();
  }

  private List<Tensor> beam(Tensor x, Tensor lengths, int width, int paths) {
    return graph
        .op("CTCBeamSearchDecoder")
        .in(x)
        .in(lengths)
        .attr("beam_width", width)
        .attr("top_paths", paths)
        .attr("merge_repeated", false)
        .outs();
  }
}
