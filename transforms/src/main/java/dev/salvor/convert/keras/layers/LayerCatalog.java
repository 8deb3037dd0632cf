package dev.salvor.convert.keras.layers;

import dev.salvor.convert.keras.layers.core.Dense;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The table of all layers: canonical class name to converter. A layer is one class and one line. */
public final class LayerCatalog {
  private static final LayerCatalog STANDARD = withProviders();

  private final Map<String, LayerConverter> layers;

  private LayerCatalog(Map<String, LayerConverter> layers) {
    this.layers = Map.copyOf(layers);
  }

  /** The built-in layers and those of every {@link LayerProvider} on the class path. */
  public static LayerCatalog standard() {
    return STANDARD;
  }

  public Optional<LayerConverter> converter(String className) {
    return Optional.ofNullable(layers.get(className));
  }

  private static LayerCatalog withProviders() {
    Map<String, LayerConverter> layers = builtIn();
    ServiceLoader.load(LayerProvider.class, LayerCatalog.class.getClassLoader())
        .forEach(provider -> layers.putAll(provider.layers()));
    return new LayerCatalog(layers);
  }

  private static Map<String, LayerConverter> builtIn() {
    Map<String, LayerConverter> table = new HashMap<>();
    // core
    table.put("Dense", new Dense());
    return table;
  }
}
