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
    Tensor logits = math.unary("Log", math.add(math.transpose(x.tensor(), 1, 0, 2), 1e-7));
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
