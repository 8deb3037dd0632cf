package dev.salvor.convert.keras.layers.addons;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Averages over grids of several sizes, one after the other; what does not fill a whole grid is cut
 * off at the lower and right edge (tensorflow_addons 0.23, layers/spatial_pyramid_pooling.py).
 */
public final class SpatialPyramidPooling implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    boolean first = DataFormat.of(call).channelsFirst();
    GraphBuilder graph = call.graph();
    KerasTensor x = DataFormat.of(call).toLast(graph, call.input());
    if (x.rank() != 4 || !x.shape().known(3)) {
      throw call.refused("takes images, the model gives it " + x.shape());
    }
    Arithmetic math = new Arithmetic(graph);
    List<Tensor> parts = new ArrayList<>();
    long total = 0;
    for (JsonNode bin : call.config().node("bins")) {
      int rows = bin.isArray() ? bin.path(0).asInt() : bin.asInt();
      int columns = bin.isArray() ? bin.path(1).asInt() : bin.asInt();
      boolean fits =
          (!x.shape().known(1) || x.shape().dim(1) >= rows)
              && (!x.shape().known(2) || x.shape().dim(2) >= columns);
      if (rows < 1 || columns < 1 || !fits) {
        throw call.refused("pools " + x.shape() + " to " + bin);
      }
      parts.add(pooled(math, x, rows, columns));
      total += (long) rows * columns;
    }
    if (parts.isEmpty()) {
      throw call.refused("has no bins");
    }
    Tensor joined = math.concat(parts, 1);
    long batch = x.shape().dim(0);
    long channels = x.shape().dim(3);
    return first
        ? call.unmasked(math.transpose(joined, 0, 2, 1), Shape.of(batch, channels, total))
        : call.unmasked(joined, Shape.of(batch, total, channels));
  }

  private static Tensor pooled(Arithmetic math, KerasTensor x, int rows, int columns) {
    GraphBuilder graph = math.graph();
    Tensor shape = graph.apply("Shape", x.tensor());
    Tensor batch = size(graph, x.shape(), shape, 0);
    Tensor height = graph.apply("FloorDiv", size(graph, x.shape(), shape, 1), number(graph, rows));
    Tensor width =
        graph.apply("FloorDiv", size(graph, x.shape(), shape, 2), number(graph, columns));
    int channels = Math.toIntExact(x.shape().dim(3));
    Tensor whole =
        pack(graph, number(graph, -1), math.mul(height, rows), math.mul(width, columns), -1);
    Tensor cut = graph.apply("Slice", x.tensor(), graph.ints(0, 0, 0, 0), whole);
    Tensor grid =
        graph
            .op("Pack")
            .in(
                List.of(
                    batch,
                    number(graph, rows),
                    height,
                    number(graph, columns),
                    width,
                    number(graph, channels)))
            .out();
    Tensor means = math.mean(graph.apply("Reshape", cut, grid), false, 2, 4);
    return math.reshape(means, -1, rows * columns, channels);
  }

  private static Tensor pack(GraphBuilder graph, Tensor a, Tensor b, Tensor c, int d) {
    return graph.op("Pack").in(List.of(a, b, c, number(graph, d))).out();
  }

  private static Tensor number(GraphBuilder graph, int value) {
    return graph.intScalar(value);
  }

  private static Tensor size(GraphBuilder graph, Shape known, Tensor shape, int axis) {
    return known.known(axis)
        ? graph.intScalar(Math.toIntExact(known.dim(axis)))
        : Shapes.dim(graph, shape, axis);
  }
}
