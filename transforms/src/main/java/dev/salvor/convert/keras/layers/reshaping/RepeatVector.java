package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** A vector n times, as a sequence. */
public final class RepeatVector implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int n = call.config().integer("n");
    Arithmetic math = new Arithmetic(call.graph());
    Tensor repeated =
        call.graph().apply("Tile", math.expand(x.tensor(), 1), call.graph().ints(1, n, 1));
    return call.unmasked(repeated, Shape.of(x.shape().dim(0), n, x.shape().dim(1)));
  }
}
