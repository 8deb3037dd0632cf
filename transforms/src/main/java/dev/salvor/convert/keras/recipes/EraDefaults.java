package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Set;

/**
 * Arguments that a version did not store have the value that was its default, not today's: the gate
 * activation of recurrent layers, {@code reset_after} of GRU.
 */
final class EraDefaults implements Recipe {
  private static final Set<String> GATED = Set.of("LSTM", "GRU", "LSTMCell", "GRUCell");
  private static final Set<String> CONVOLUTIONAL =
      Set.of("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "ConvLSTM2DCell");

  @Override
  public String id() {
    return "keras/era-defaults";
  }

  @Override
  public String description() {
    return "Arguments that the file does not state have the default of the version that wrote it.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    ObjectNode config = LayerJson.config(layer).orElse(null);
    String className = LayerJson.className(layer);
    if (config == null) {
      return false;
    }
    boolean changed = false;
    if (GATED.contains(className)) {
      boolean sigmoid = era.atLeast(2, 3);
      changed |=
          LayerJson.putIfAbsent(
              config,
              "recurrent_activation",
              TextNode.valueOf(sigmoid ? "sigmoid" : "hard_sigmoid"));
    }
    if (CONVOLUTIONAL.contains(className)) {
      changed |=
          LayerJson.putIfAbsent(
              config,
              "recurrent_activation",
              TextNode.valueOf(era.major() >= 3 ? "sigmoid" : "hard_sigmoid"));
    }
    if (className.startsWith("GRU")) {
      boolean after = era.major() >= 3 || (era.tfKeras() && era.atLeast(2, 3));
      changed |= LayerJson.putIfAbsent(config, "reset_after", BooleanNode.valueOf(after));
    }
    return changed;
  }
}
