package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Map;

/**
 * A class that the version which wrote the file did not have yet is somebody else's, whatever Keras
 * calls by that name since: GroupNormalization of keras-contrib takes other groups than that of
 * Keras 2.11. Those of keras-contrib are known by their arguments.
 */
final class LaterClasses implements Recipe {
  /**
   * The minor version of tf.keras 2 from which on the class may be Keras' own; the Keras outside
   * TensorFlow had none of them.
   */
  private static final Map<String, Integer> SINCE =
      Map.ofEntries(
          Map.entry("LayerNormalization", 2),
          Map.entry("GroupNormalization", 10),
          Map.entry("InstanceNormalization", Integer.MAX_VALUE),
          Map.entry("RMSNormalization", Integer.MAX_VALUE),
          Map.entry("UnitNormalization", 7),
          Map.entry("SpectralNormalization", 12),
          Map.entry("MultiHeadAttention", 4),
          Map.entry("Attention", 2),
          Map.entry("AdditiveAttention", 2),
          Map.entry("EinsumDense", 4),
          Map.entry("Identity", 10),
          Map.entry("DepthwiseConv1D", 7),
          Map.entry("Conv1DTranspose", 4));

  @Override
  public String id() {
    return "keras/later-classes";
  }

  @Override
  public String description() {
    return "A class that Keras did not have yet is not what Keras calls by that name since.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String className = LayerJson.className(layer);
    Integer since = SINCE.get(className);
    boolean chosen = layer.path("replaced").asBoolean(); // by the policy
    boolean there =
        since == null || era.major() != 2 || (era.tfKeras() && era.atLeast(2, since));
    if (there || chosen) {
      return false;
    }
    boolean instance = className.equals("InstanceNormalization");
    boolean contrib = instance && !layer.path("config").has("groups");
    layer.put("class_name", (contrib ? "keras_contrib>" : "custom>") + className);
    return true;
  }
}
