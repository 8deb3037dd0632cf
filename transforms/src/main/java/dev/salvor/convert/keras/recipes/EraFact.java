package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What needs no other configuration, because layers are read as the version that wrote them had
 * them, but is what today's Keras refuses or computes otherwise: the row says so.
 *
 * @param id as of every recipe
 * @param description one sentence for the row
 * @param concerns which layers it is about
 */
record EraFact(String id, String description, Condition concerns) implements Recipe {

  /** Whether a fact concerns a layer. */
  @FunctionalInterface
  interface Condition {
    boolean holds(ObjectNode layer, JsonNode config, Era era);
  }

  private static final Set<String> WRAPPERS =
      Set.of("Bidirectional", "TimeDistributed", "RNN", "StackedRNNCells");

  /** Layers that Keras 3 has no more (dir(keras.layers) of 2.15 and 3.0). */
  private static final Set<String> REMOVED =
      Set.of(
          "Highway",
          "MaxoutDense",
          "SReLU",
          "ParametricSoftplus",
          "ThresholdedReLU",
          "LocallyConnected1D",
          "LocallyConnected2D",
          "RandomHeight",
          "RandomWidth",
          "RandomFourierFeatures",
          "CategoryCrossing");

  /** Functions that a model called, stored as layers (TensorFlow 1.13 to Keras 2.15). */
  private static final Set<String> CALLS =
      Set.of("TensorFlowOpLayer", "TFOpLambda", "SlicingOpLambda", "AddV2");

  /** Arguments that Keras 3 refuses, of the layers that once stored them. */
  private static final Map<String, Set<String>> DROPPED =
      Map.ofEntries(
          Map.entry("time_major", Set.of("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM2D")),
          Map.entry(
              "groups",
              Set.of(
                  "DepthwiseConv1D",
                  "DepthwiseConv2D",
                  "SeparableConv1D",
                  "SeparableConv2D",
                  "Conv1DTranspose",
                  "Conv2DTranspose",
                  "Conv3DTranspose")),
          Map.entry("kernel_initializer", Set.of("SeparableConv1D", "SeparableConv2D")),
          Map.entry("fused", Set.of("BatchNormalization")),
          Map.entry("virtual_batch_size", Set.of("BatchNormalization")),
          Map.entry("query_shape", Set.of("MultiHeadAttention")));

  static final List<Recipe> ALL =
      List.of(
          new EraFact(
              "keras/first-layer-shape",
              "The input shape that a Sequential kept in its first layer became an input layer.",
              (layer, config, era) ->
                  LayerJson.className(layer).equals("Sequential")
                      && config.path("layers").path(0).path("config").has("batch_input_shape")
                      && !config
                          .path("layers")
                          .path(0)
                          .path("class_name")
                          .asText()
                          .equals("InputLayer")),
          new EraFact(
              "keras/hard-sigmoid",
              "hard_sigmoid is clip(0.2 x + 0.5, 0, 1), as before Keras 3.",
              (layer, config, era) ->
                  era.major() < 3
                      && (config.path("activation").asText().equals("hard_sigmoid")
                          || config.path("recurrent_activation").asText().equals("hard_sigmoid"))),
          new EraFact(
              "keras/removed-layers",
              "Layers that Keras has no more are built from what they computed.",
              (layer, config, era) -> REMOVED.contains(LayerJson.className(layer))),
          new EraFact(
              "keras2/dropped-arguments",
              "Arguments that Keras 3 refuses act as they did in the version that wrote them.",
              (layer, config, era) ->
                  era.major() < 3
                      && DROPPED.entrySet().stream()
                          .anyMatch(
                              dropped ->
                                  config.has(dropped.getKey())
                                      && dropped.getValue().contains(LayerJson.className(layer)))),
          new EraFact(
              "keras2/functions-as-layers",
              "Calls of TensorFlow functions that were stored as layers became the same ops.",
              (layer, config, era) -> CALLS.contains(LayerJson.className(layer))),
          new EraFact(
              "keras2/layers-without-module",
              "Layers inside wrappers, stored without their module, were found by their class.",
              (layer, config, era) ->
                  WRAPPERS.contains(LayerJson.className(layer))
                      && inner(config).has("class_name")
                      && !inner(config).has("module")),
          new EraFact(
              "keras2/module-paths",
              "Modules that were moved since were read by the class they hold.",
              (layer, config, era) -> {
                String module = layer.path("module").asText();
                return module.startsWith("keras.src.engine")
                    || module.startsWith("keras.engine")
                    || module.startsWith("tensorflow.python.keras");
              }),
          new EraFact(
              "keras2/dtype-policies",
              "The precision of a layer, stored as an object with its name, was read from that.",
              (layer, config, era) ->
                  era.major() < 3
                      && config.path("dtype").path("class_name").asText().startsWith("Policy")));

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    return LayerJson.config(layer).map(config -> concerns.holds(layer, config, era)).orElse(false);
  }

  private static JsonNode inner(JsonNode config) {
    JsonNode layer = config.has("cells") ? config.path("cells").path(0) : config.path("cell");
    return config.has("layer") ? config.path("layer") : layer;
  }
}
