package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Arguments of Keras 1 under the names of Keras 2 (keras 2.3.1 legacy/interfaces.py). */
final class Keras1Arguments implements Recipe {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("nb_filter", "filters"),
          Map.entry("subsample", "strides"),
          Map.entry("subsample_length", "strides"),
          Map.entry("border_mode", "padding"),
          Map.entry("dim_ordering", "data_format"),
          Map.entry("bias", "use_bias"),
          Map.entry("atrous_rate", "dilation_rate"),
          Map.entry("pool_length", "pool_size"),
          Map.entry("stride", "strides"),
          Map.entry("filter_length", "kernel_size"),
          Map.entry("p", "rate"),
          Map.entry("sigma", "stddev"),
          Map.entry("inner_activation", "recurrent_activation"),
          Map.entry("consume_less", "implementation"));
  private static final Set<String> OUTPUT_DIM_KEPT = Set.of("Embedding", "MaxoutDense");
  private static final Set<String> INPUT_DIM_KEPT = Set.of("Embedding");
  private static final List<String> TRAINING_ONLY =
      List.of(
          "init",
          "inner_init",
          "forget_bias_init",
          "W_regularizer",
          "U_regularizer",
          "b_regularizer",
          "W_constraint",
          "U_constraint",
          "b_constraint",
          "dropout_W",
          "dropout_U",
          "beta_init",
          "gamma_init",
          "transform_bias",
          "create_input_layer",
          "pointwise_regularizer",
          "depthwise_regularizer",
          "depthwise_constraint",
          "pointwise_constraint",
          "alpha_init",
          "beta_regularizer",
          "gamma_regularizer",
          "t_left_init",
          "a_left_init",
          "t_right_init",
          "a_right_init");

  @Override
  public String id() {
    return "keras1/argument-names";
  }

  @Override
  public String description() {
    return "Arguments of Keras 1 were given the names and values of Keras 2.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    ObjectNode config = LayerJson.config(layer).orElse(null);
    String className = LayerJson.className(layer);
    if (era.major() != 1 || config == null || config.has("layers")) {
      return false;
    }
    boolean changed = false;
    for (Map.Entry<String, String> name : NAMES.entrySet()) {
      changed |= LayerJson.rename(config, name.getKey(), name.getValue());
    }
    if (!OUTPUT_DIM_KEPT.contains(className)) {
      changed |= LayerJson.rename(config, "output_dim", "units");
    }
    if (!INPUT_DIM_KEPT.contains(className)) {
      changed |= config.remove("input_dim") != null;
    }
    if (className.equals("UpSampling1D")) {
      changed |= LayerJson.rename(config, "length", "size");
    }
    changed |= kernelSize(config);
    changed |= values(config);
    changed |= Keras1Padding.apply(className, config);
    for (String key : TRAINING_ONLY) {
      changed |= config.remove(key) != null;
    }
    if (!className.equals("Embedding")) {
      config.remove("input_length");
    }
    if (className.equals("Embedding")) {
      config.remove("dropout");
      config.remove("weights");
    }
    return changed;
  }

  private static boolean kernelSize(ObjectNode config) {
    if (config.has("nb_row") && config.has("nb_col")) {
      config.set("kernel_size", LayerJson.array(config, "nb_row", "nb_col"));
      return true;
    }
    if (config.has("kernel_dim1")) {
      config.set(
          "kernel_size", LayerJson.array(config, "kernel_dim1", "kernel_dim2", "kernel_dim3"));
      return true;
    }
    return false;
  }

  private static boolean values(ObjectNode config) {
    boolean changed = false;
    switch (config.path("data_format").asText("")) {
      case "th" -> config.put("data_format", "channels_first");
      case "tf", "default" -> config.put("data_format", "channels_last");
      default -> {}
    }
    JsonNode implementation = config.path("implementation");
    if (implementation.isTextual()) {
      config.put(
          "implementation",
          switch (implementation.textValue()) {
            case "gpu" -> 2;
            case "mem" -> 1;
            default -> 0;
          });
      changed = true;
    }
    return changed;
  }
}
