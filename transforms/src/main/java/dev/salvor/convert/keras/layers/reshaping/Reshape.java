package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Another shape for each sample; one dimension may be -1, inferred from the others. */
public final class Reshape implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int[] target = call.config().integers("target_shape");
    long known = 1;
    int inferred = -1;
    for (int i = 0; i < target.length; i++) {
      if (target[i] >= 0) {
        known *= target[i];
      } else if (inferred < 0) {
        inferred = i;
      } else {
        throw call.refused("leaves two dimensions of its target shape open");
      }
    }
    long elements = x.rank() == 1 ? 1 : x.shape().slice(1, x.rank()).elements();
    if (inferred >= 0 && elements != Shape.UNKNOWN && known > 0 && elements % known == 0) {
      target[inferred] = Math.toIntExact(elements / known);
      inferred = -1;
      known = elements;
    }
    if (elements != Shape.UNKNOWN && (inferred >= 0 || known != elements)) {
      throw call.refused("cannot give " + x.shape() + " the shape " + Arrays.toString(target));
    }
    Shape shape = Shape.of(x.shape().dim(0));
    for (int dim : target) {
      shape = shape.append(dim < 0 ? Shape.UNKNOWN : dim);
    }
    return call.unmasked(reshaped(call.graph(), x, shape, inferred), shape);
  }

  private static Tensor reshaped(GraphBuilder graph, KerasTensor x, Shape shape, int inferred) {
    if (inferred < 0 || x.shape().known(0)) {
      return new Arithmetic(graph).reshape(x.tensor(), x.tensor(), shape);
    }
    List<Tensor> dims = new ArrayList<>();
    dims.add(Shapes.dim(graph, graph.apply("Shape", x.tensor()), 0));
    for (int axis = 1; axis < shape.rank(); axis++) {
      dims.add(graph.intScalar(Math.toIntExact(shape.dim(axis))));
    }
    return graph.apply("Reshape", x.tensor(), graph.op("Pack").in(dims).out());
  }
}
