package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Sine and cosine of positions over wave lengths that grow, one feature each in turn
 * (keras-pos-embd 0.11.0, trig_pos_embd.py).
 */
public final class TrigPositionEmbedding implements LayerConverter {
  private static final double LONGEST = 10_000;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    String mode = call.config().text("mode", "add");
    boolean expands = mode.equals("expand");
    if (x.rank() != (expands ? 2 : 3)) {
      throw call.refused("has mode " + mode + " for an input " + x.shape());
    }
    long width = mode.equals("add") ? x.shape().dim(2) : call.config().integer("output_dim");
    call.config().inert("output_dim");
    if (width == Shape.UNKNOWN || width % 2 != 0) {
      throw call.refused("makes vectors of " + width);
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor positions =
        expands ? math.cast(x.tensor(), ElementType.FLOAT32) : steps(graph, x.tensor());
    Tensor angles = math.mul(math.expand(positions, -1), frequencies(math, (int) width));
    Tensor waves =
        graph
            .op("Pack")
            .in(List.of(math.unary("Sin", angles), math.unary("Cos", angles)))
            .attr("axis", expands ? 3 : 2)
            .out();
    Shape shape = expands ? x.shape().append(width) : x.shape().with(2, width);
    if (expands) {
      return call.output(math.reshape(waves, x.tensor(), shape), shape);
    }
    Tensor each = math.reshape(waves, -1, (int) width);
    if (mode.equals("add")) {
      return call.output(math.add(each, x.tensor()), shape);
    }
    if (!mode.equals("concat") || !x.shape().known(2)) {
      throw call.refused("has mode " + mode + " for an input " + x.shape());
    }
    Tensor zeros = graph.apply("ZerosLike", x.tensor());
    Tensor one = math.slice(zeros, new int[] {0, 0, 0}, new int[] {-1, -1, 1});
    Tensor joined = math.concat(List.of(x.tensor(), math.add(one, each)), -1);
    return call.output(joined, x.shape().with(2, x.shape().dim(2) + width));
  }

  private static Tensor steps(GraphBuilder graph, Tensor x) {
    Tensor count = Shapes.dim(graph, graph.apply("Shape", x), 1);
    Tensor range = graph.apply("Range", graph.intScalar(0), count, graph.intScalar(1));
    return new Arithmetic(graph).cast(range, ElementType.FLOAT32);
  }

  private static Tensor frequencies(Arithmetic math, int width) {
    GraphBuilder graph = math.graph();
    double[] exponents = new double[width / 2];
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = (float) (2 * i) / (float) width;
    }
    Tensor powers =
        graph.apply(
            "Pow",
            graph.scalar(ElementType.FLOAT32, LONGEST),
            graph.numbers(ElementType.FLOAT32, Shape.of(exponents.length), exponents));
    return math.div(graph.scalar(ElementType.FLOAT32, 1), powers);
  }
}
