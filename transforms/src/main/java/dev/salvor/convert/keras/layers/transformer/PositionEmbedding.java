package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Trained vectors of positions: of positions that are the input, from {@code -input_dim} to {@code
 * input_dim}, or of the steps of the input, added or put behind its features (keras-pos-embd
 * 0.11.0, pos_embd.py).
 */
public final class PositionEmbedding implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int rows = call.config().integer("input_dim");
    int width = call.config().integer("output_dim");
    boolean masks = call.config().flag("mask_zero", false);
    Arithmetic math = new Arithmetic(call.graph());
    return switch (call.config().text("mode", "expand")) {
      case "expand" -> {
        if (masks) {
          throw call.refused("masks positions, which is not supported");
        }
        Tensor table = call.weight("embeddings", 2L * rows + 1, width);
        Tensor at = math.cast(x.tensor(), ElementType.INT32);
        Tensor bounded = math.add(math.min(math.max(at, -rows), rows), rows);
        Tensor looked = call.graph().apply("GatherV2", table, bounded, call.graph().intScalar(0));
        yield call.unmasked(looked, x.shape().append(width));
      }
      case "add" -> {
        Tensor steps = steps(call, x, rows, width);
        if (x.shape().dim(2) != width) {
          throw call.refused("adds vectors of " + width + " to " + x.shape());
        }
        yield call.output(math.add(x.tensor(), steps), x.shape());
      }
      case "concat" -> {
        Tensor steps = steps(call, x, rows, width);
        Tensor each = math.add(math.mul(first(call.graph(), x.tensor()), 0), steps);
        long features = x.shape().dim(2);
        yield call.output(
            math.concat(List.of(x.tensor(), each), -1), x.shape().with(2, features + width));
      }
      default -> throw call.refused("has mode " + call.config().node("mode"));
    };
  }

  /** One feature of each step, for its shape. */
  private static Tensor first(GraphBuilder graph, Tensor x) {
    Tensor zeros = graph.apply("ZerosLike", x);
    return graph.apply("Slice", zeros, graph.ints(0, 0, 0), graph.ints(-1, -1, 1));
  }

  /** The vectors of as many steps as there are, {@code (steps, width)}. */
  private static Tensor steps(LayerCall call, KerasTensor x, int rows, int width) {
    if (x.rank() != 3 || !x.shape().known(2)) {
      throw call.refused("takes sequences, the model gives it " + x.shape());
    }
    GraphBuilder graph = call.graph();
    Tensor table = call.weight("embeddings", rows, width);
    Tensor steps = Shapes.dim(graph, graph.apply("Shape", x.tensor()), 1);
    Tensor size = graph.op("Pack").in(List.of(steps, graph.intScalar(width))).out();
    return graph.apply("Slice", table, graph.ints(0, 0), size);
  }
}
