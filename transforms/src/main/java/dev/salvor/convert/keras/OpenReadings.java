package dev.salvor.convert.keras;

import dev.salvor.convert.Reading;
import dev.salvor.convert.keras.architecture.Era;
import dev.salvor.convert.keras.weights.BuiltLayer;
import java.util.Set;

/** What a model's file leaves open and makes a difference to what the model computes. */
final class OpenReadings {
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

  static Set<Reading> of(Era era, BuiltLayer model) {
    boolean unstated = era.major() == 1 && era.backend() == null;
    return unstated && convolves(model) ? Set.of(Reading.THEANO) : Set.of();
  }

  private static boolean convolves(BuiltLayer layer) {
    return CONVOLUTIONS.contains(layer.className())
        || layer.children().values().stream().anyMatch(OpenReadings::convolves);
  }
}
