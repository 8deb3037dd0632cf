package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * All axes but the first as one. Channels-first inputs are flattened channels last (keras 2.1.6 and
 * later; keras/layers/reshaping/flatten.py).
 */
public final class Flatten implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor in = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    DataFormat format = DataFormat.of(call);
    if (in.rank() == 1) {
      return call.unmasked(math.expand(in.tensor(), 1), in.shape().append(1));
    }
    KerasTensor x = in.rank() > 2 ? format.toLast(call.graph(), in) : in;
    long features = x.shape().slice(1, x.rank()).elements();
    Shape shape = Shape.of(x.shape().dim(0), features);
    if (shape.known(0) || shape.known(1)) {
      return call.unmasked(math.reshape(x.tensor(), x.tensor(), shape), shape);
    }
    Tensor batch = Shapes.dim(call.graph(), call.graph().apply("Shape", x.tensor()), 0);
    Tensor dims = call.graph().op("Pack").in(List.of(batch, call.graph().intScalar(-1))).out();
    return call.unmasked(call.graph().apply("Reshape", x.tensor(), dims), shape);
  }
}
