package dev.salvor.example;

import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.LayerProvider;
import java.util.Map;

/** The layers of acme's models, under the names they were registered by. */
public final class AcmeLayers implements LayerProvider {

  @Override
  public Map<String, LayerConverter> layers() {
    return Map.of("acme>ScaledTanh", new ScaledTanh());
  }
}
