package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;

/**
 * A class of TensorFlow Addons whose arguments, variables and formula are those of a Keras class
 * (tensorflow_addons 0.23, layers and rnn).
 *
 * @param registered name under which Addons registers it
 * @param className the Keras class
 */
record AddonsClass(String registered, String className) implements Recipe {
  static final List<Recipe> ALL =
      List.of(
          new AddonsClass("Addons>GroupNormalization", "GroupNormalization"),
          new AddonsClass("Addons>InstanceNormalization", "GroupNormalization"),
          new AddonsClass("Addons>SpectralNormalization", "SpectralNormalization"),
          new AddonsClass("Addons>PeepholeLSTMCell", "PeepholeLSTMCell"),
          new AddonsClass("Addons>AdaptiveAveragePooling1D", "AdaptiveAveragePooling1D"),
          new AddonsClass("Addons>AdaptiveAveragePooling2D", "AdaptiveAveragePooling2D"),
          new AddonsClass("Addons>AdaptiveAveragePooling3D", "AdaptiveAveragePooling3D"),
          new AddonsClass("Addons>AdaptiveMaxPooling1D", "AdaptiveMaxPooling1D"),
          new AddonsClass("Addons>AdaptiveMaxPooling2D", "AdaptiveMaxPooling2D"),
          new AddonsClass("Addons>AdaptiveMaxPooling3D", "AdaptiveMaxPooling3D"));

  @Override
  public String id() {
    return "addons/" + registered.substring(registered.indexOf('>') + 1);
  }

  @Override
  public String description() {
    return registered + " of TensorFlow Addons computes what " + className + " of Keras does.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    if (!LayerJson.className(layer).equals(registered)) {
      return false;
    }
    layer.put("class_name", className);
    return true;
  }
}
