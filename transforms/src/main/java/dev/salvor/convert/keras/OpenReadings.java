package dev.salvor.convert.keras;

import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Reading;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.inspect.keras.architecture.ConfigEra;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Set;

/** What a model's file leaves open and makes a difference to what the model computes. */
public final class OpenReadings {
  private static final Set<String> CONVOLUTIONS =
      Set.of(
          "Conv1D",
          "Conv2D",
          "Conv3D",
          "Conv2DTranspose",
          "ConvLSTM2DCell",
          "MaxPooling2D",
          "MaxPooling3D",
          "AveragePooling2D",
          "AveragePooling3D");

  private OpenReadings() {}

  /** The era as the context's readings understand it. */
  static Era read(Era era, ConversionContext context) {
    return context.readings().contains(Reading.THEANO) ? era.assuming("theano") : era;
  }

  /** The same for an era that the configuration tells. */
  public static ConfigEra read(ConfigEra era, ConversionContext context) {
    return era.with(read(era.era(), context));
  }

  static Set<Reading> of(Era era, BuiltLayer model) {
    return era.backendOpen() && convolves(model) ? Set.of(Reading.THEANO) : Set.of();
  }

  private static boolean convolves(BuiltLayer layer) {
    return CONVOLUTIONS.contains(layer.className())
        || layer.children().values().stream().anyMatch(OpenReadings::convolves);
  }
}
