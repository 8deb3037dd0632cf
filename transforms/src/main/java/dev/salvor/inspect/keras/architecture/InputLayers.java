package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The input layer of a Sequential that begins with another layer: Keras made it from {@code
 * batch_input_shape} of that layer, or when the model was first called.
 */
final class InputLayers {
  private InputLayers() {}

  static LayerSpec before(
      LayerSpec first, JsonNode sequential, String path, ArchitectureReader.Inputs inputs) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    String name = first.name() + "_input";
    config.put("name", name);
    ArrayNode shape =
        declared(first)
            .or(() -> array(sequential.path("build_input_shape")))
            .or(() -> array(sequential.path("build_config").path("input_shape")))
            .or(() -> inputs.shape(first).map(InputLayers::array))
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.KERAS_CONFIG_UNKNOWN,
                            Location.layer(path),
                            "%s: the model was never built, its input shape is not in the file",
                            path)
                        .exception());
    config.set("batch_shape", shape);
    JsonNode dtype = first.config().json().path("input_dtype");
    if (dtype.isTextual()) {
      config.set("dtype", dtype);
    } else if (first.model().isPresent()) {
      JsonNode inner = first.model().get().layers().get(0).config().json().path("dtype");
      config.set("dtype", inner);
    } else {
      config.set("dtype", first.config().json().path("dtype"));
    }
    if (config.path("dtype").isMissingNode() || config.path("dtype").isNull()) {
      config.remove("dtype");
    }
    return new LayerSpec(
        name,
        "InputLayer",
        path + "/" + name,
        new LayerConfig(config, path + "/" + name),
        List.of(),
        Optional.empty());
  }

  private static Optional<ArrayNode> declared(LayerSpec first) {
    JsonNode config = first.config().json();
    Optional<ArrayNode> own =
        array(config.path("batch_input_shape")).or(() -> array(config.path("batch_shape")));
    if (own.isPresent()) {
      return own;
    }
    if (first.model().isPresent()) {
      return array(first.model().get().layers().get(0).config().json().path("batch_shape"));
    }
    Optional<ArrayNode> inner =
        array(config.path("layer").path("config").path("batch_input_shape"));
    if (inner.isPresent() && !first.className().equals("TimeDistributed")) {
      return inner;
    }
    return array(config.path("build_config").path("input_shape"));
  }

  private static ArrayNode array(Shape shape) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (long dim : shape.dims()) {
      if (dim == Shape.UNKNOWN) {
        array.addNull();
      } else {
        array.add(dim);
      }
    }
    return array;
  }

  private static Optional<ArrayNode> array(JsonNode node) {
    JsonNode items =
        node.path("class_name").asText().equals("__tuple__") ? node.path("items") : node;
    if (items.path("class_name").asText().equals("TensorShape")) {
      items = items.path("items");
    }
    return items instanceof ArrayNode array && !array.isEmpty() && !array.get(0).isArray()
        ? Optional.of(array.deepCopy())
        : Optional.empty();
  }
}
