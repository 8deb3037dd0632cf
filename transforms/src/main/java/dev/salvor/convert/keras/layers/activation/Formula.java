package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;

/** From the input of an activation to the activated tensor; stateless. */
@FunctionalInterface
public interface Formula {

  /**
   * What a formula may look at.
   *
   * @param math builds its nodes
   * @param era decides between formulas of one name
   * @param arguments of an activation layer; empty for a function given by name
   */
  record Setting(Arithmetic math, Era era, LayerConfig arguments) {}

  Tensor apply(Setting setting, KerasTensor input);
}
