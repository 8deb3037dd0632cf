package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What connectionist temporal classification makes of probabilities (keras backend.py). */
public final class Sequences {
  private Sequences() {}

  /** The loss of each row, {@code (batch, 1)}: probabilities in, the blank is the last class. */
  public static KerasTensor batchCost(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    KerasTensor labels = call.tensor("labels");
    if (x.rank() != 3 || labels.rank() != 2) {
      throw call.layer().refused("compares " + x.shape() + " with labels " + labels.shape());
    }
    Tensor whole = math.cast(labels.tensor(), ElementType.INT32);
    Tensor counts = lengths(call, "counts");
    Tensor width = Shapes.dim(graph, graph.apply("Shape", whole), 1);
    Tensor range = graph.apply("Range", graph.intScalar(0), width, graph.intScalar(1));
    Tensor places = graph.apply("Where", graph.apply("Less", range, math.expand(counts, 1)));
    Tensor loss =
        graph
            .op("CTCLoss")
            .in(logarithms(call, x))
            .in(places)
            .in(graph.apply("GatherNd", whole, places))
            .in(lengths(call, "lengths"))
            .outs()
            .get(0);
    return KerasTensor.of(math.expand(loss, 1), Shape.of(x.shape().dim(0), 1));
  }

  private static Tensor lengths(FunctionCall call, String name) {
    KerasTensor lengths = call.tensor(name);
    return call.math().reshape(call.math().cast(lengths.tensor(), ElementType.INT32), -1);
  }

  /** Step by step; what was added before Keras 2.1 is less. */
  private static Tensor logarithms(FunctionCall call, KerasTensor x) {
    double least = call.layer().era().atLeast(2, 1) ? 1e-7 : 1e-8;
    Arithmetic math = call.math();
    return math.unary("Log", math.add(math.transpose(x.tensor(), 1, 0, 2), least));
  }

  /** The classes of each path, -1 behind them, and the logarithms of their probabilities. */
  public static List<KerasTensor> decode(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor lengths = call.tensor("lengths", ElementType.INT32);
    if (x.rank() != 3) {
      throw call.layer().refused("decodes " + x.shape());
    }
    boolean greedy = call.flag("greedy", true);
    int width = call.integer("width", 100);
    int paths = greedy ? 1 : call.integer("paths", 1);
    call.integer("paths", 1);
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor logits = logarithms(call, x);
    Tensor ends = math.cast(lengths.tensor(), ElementType.INT32);
    List<Tensor> outputs =
        greedy
            ? graph.op("CTCGreedyDecoder").in(logits).in(ends).attr("merge_repeated", true).outs()
            : graph
                .op("CTCBeamSearchDecoder")
                .in(logits)
                .in(ends)
                .attr("beam_width", width)
                .attr("top_paths", paths)
                .attr("merge_repeated", true)
                .outs();
    Tensor actual = graph.apply("Shape", x.tensor());
    Tensor shape =
        math.cast(
            graph
                .op("Pack")
                .in(List.of(Shapes.dim(graph, actual, 0), Shapes.dim(graph, actual, 1)))
                .out(),
            ElementType.INT64);
    List<KerasTensor> results = new ArrayList<>();
    for (int i = 0; i < paths; i++) {
      Tensor dense =
          graph
              .op("SparseToDense")
              .in(outputs.get(i))
              .in(shape)
              .in(outputs.get(paths + i))
              .in(graph.scalar(ElementType.INT64, -1))
              .out();
      results.add(KerasTensor.of(dense, x.shape().slice(0, 2)));
    }
    results.add(KerasTensor.of(outputs.get(3 * paths), Shape.of(x.shape().dim(0), paths)));
    return results;
  }
}
