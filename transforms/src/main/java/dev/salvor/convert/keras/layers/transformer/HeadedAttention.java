package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MultiHeadAttention of keras-multi-head: queries, keys, values and the result all pass the
 * activation (keras-multi-head 0.27.0, multi_head_attention.py).
 */
public final class HeadedAttention implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    Attended inputs = Attended.of(call);
    KerasTensor query = inputs.query();
    KerasTensor key = inputs.key();
    KerasTensor value = inputs.value();
    int heads = call.config().integer("head_num");
    long width = value.shape().dim(-1);
    if (query.rank() != 3 || width == Shape.UNKNOWN || heads < 1 || width % heads != 0) {
      throw call.refused("makes " + heads + " heads of " + value.shape());
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor q = heads(math, projected(call, query, "q", width), heads, width);
    Tensor k = heads(math, projected(call, key, "k", width), heads, width);
    Tensor v = heads(math, projected(call, value, "v", width), heads, width);
    @Nullable Tensor mask =
        key.keptMask() == null ? null : math.expand(math.expand(key.keptMask(), 1), 1);
    boolean history = call.config().flag("history_only", false);
    Tensor scores = ScaledScores.of(math, q, k, width / heads, mask, history);
    Tensor attended = math.transpose(math.matmul(scores, v), 0, 2, 1, 3);
    Shape shape = query.shape().with(2, width);
    GraphBuilder graph = call.graph();
    Tensor joined = graph.apply("Reshape", attended, front(graph, attended, (int) width));
    Tensor result = projected(call, KerasTensor.of(joined, shape), "o", width);
    return call.output(result, shape);
  }

  private static Tensor projected(LayerCall call, KerasTensor x, String name, long width) {
    Arithmetic math = new Arithmetic(call.graph());
    Tensor product = math.matmul(x.tensor(), call.weight("W" + name, x.shape().dim(-1), width));
    if (call.config().flag("use_bias", true)) {
      product = math.add(product, call.weight("b" + name, width));
    }
    return Activations.of(call, "activation", KerasTensor.of(product, x.shape().with(-1, width)));
  }

  /** {@code (batch, places, width)} to {@code (batch, heads, places, width / heads)}. */
  private static Tensor heads(Arithmetic math, Tensor x, int heads, long width) {
    GraphBuilder graph = math.graph();
    int each = Math.toIntExact(width / heads);
    Tensor apart = graph.apply("Reshape", x, front(graph, x, heads, each));
    return math.transpose(apart, 0, 2, 1, 3);
  }

  /** The first two dimensions of {@code like}, and others. */
  private static Tensor front(GraphBuilder graph, Tensor like, int... others) {
    Tensor shape = graph.apply("Shape", like);
    Tensor two =
        graph
            .op("Pack")
            .in(List.of(Shapes.dim(graph, shape, 0), Shapes.dim(graph, shape, 1)))
            .out();
    return new Arithmetic(graph).concat(List.of(two, graph.ints(others)), 0);
  }
}
