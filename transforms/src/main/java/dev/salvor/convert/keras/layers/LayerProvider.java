package dev.salvor.convert.keras.layers;

import java.util.Map;

/**
 * Adds layers of the user's own: implementations on the class path are found by {@link
 * java.util.ServiceLoader}.
 */
public interface LayerProvider {

  /** Converters by class name; of a registered class {@code Package>Name}. */
  Map<String, LayerConverter> layers();
}
