package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Masks the steps whose features all equal {@code mask_value}, and sets them to zero
 * (keras/layers/core/masking.py).
 */
public final class Masking implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    double value = call.config().number("mask_value", 0);
    Tensor differs = math.notEqual(x.tensor(), graph.scalarLike(x.tensor(), value));
    Tensor kept = math.reduce("Any", differs, true, -1);
    Tensor zeroed =
        call.era().major() >= 3
            ? math.where(kept, x.tensor(), graph.scalarLike(x.tensor(), 0))
            : math.mul(x.tensor(), math.cast(kept, x.type()));
    return List.of(new KerasTensor(zeroed, x.shape(), math.squeeze(kept, -1)));
  }
}
