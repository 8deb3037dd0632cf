package dev.salvor.convert.keras.layers;

import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * Builds the calls of one layer class. Stateless: everything it needs is in the call.
 * Implementations read every argument of the class that acts at inference; the engine refuses the
 * layer where one is left unread.
 */
@FunctionalInterface
public interface LayerConverter {

  /** The outputs of one call, most often one. */
  List<KerasTensor> convert(LayerCall call);

  /**
   * Whether floating inputs are cast to the layer's compute type; functions take them as they are.
   */
  default boolean autocast() {
    return true;
  }

  /** How the layer takes ragged tensors; most take none. */
  default RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.REFUSED;
  }
}
