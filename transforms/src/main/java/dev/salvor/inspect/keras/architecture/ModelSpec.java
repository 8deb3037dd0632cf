package dev.salvor.inspect.keras.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Sequential or Functional model. A Sequential is given as one call a layer, each of the layer
 * before, so that both are built alike.
 *
 * @param name its name
 * @param sequential whether it was a Sequential; decides how its weights are stored
 * @param layers in the order of the file, input layers included
 * @param inputs tensors by signature name, in order
 * @param outputs tensors by signature name, in order
 */
public record ModelSpec(
    String name,
    boolean sequential,
    List<LayerSpec> layers,
    Map<String, TensorRef> inputs,
    Map<String, TensorRef> outputs) {
  public ModelSpec {
    layers = List.copyOf(layers);
    inputs = new LinkedHashMap<>(inputs);
    outputs = new LinkedHashMap<>(outputs);
  }
}
