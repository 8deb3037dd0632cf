package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the configuration of a Sequential or Functional model of any era into a {@link ModelSpec}.
 * Every layer configuration passes the {@link LayerNormalizer} first, so that what is read here is
 * in canonical form; the topology is read as it was written.
 */
public final class ArchitectureReader {
  private static final Set<String> FUNCTIONAL =
      Set.of("Functional", "Model", "Container", "Network");
  private static final int MAX_DEPTH = 64;

  /** Brings one layer configuration to the canonical form, in place. */
  @FunctionalInterface
  public interface LayerNormalizer {
    void normalize(ObjectNode layer, String path);
  }

  /** What is known of the input of a Sequential that does not state it. */
  @FunctionalInterface
  public interface Inputs {
    /** The input of a model inside another, which is whatever it is called with. */
    Inputs ANY = first -> Optional.of(Shape.SCALAR);

    /**
     * The shape of the input, batch first; a scalar where it does not matter.
     *
     * @param first the first layer of the model
     */
    Optional<Shape> shape(LayerSpec first);
  }

  private final LayerNormalizer normalizer;
  private final Inputs inputs;

  public ArchitectureReader(LayerNormalizer normalizer) {
    this(normalizer, first -> Optional.empty());
  }

  public ArchitectureReader(LayerNormalizer normalizer, Inputs inputs) {
    this.normalizer = normalizer;
    this.inputs = inputs;
  }

  /** Whether {@code json} looks like the configuration of a model that this class reads. */
  public static boolean isModel(JsonNode json) {
    return json.path("class_name").isTextual()
        && (json.path("class_name").asText().equals("Sequential")
            || isFunctional(json)
            || json.path("config").has("layers"));
  }

  /**
   * @param json {@code {"class_name": …, "config": …}}
   * @throws ArtifactException where it is damaged or of a kind that is not understood
   */
  public ModelSpec read(JsonNode json) {
    if (!(json.deepCopy() instanceof ObjectNode object)) {
      throw damaged("model", "the configuration is not an object");
    }
    String name = object.path("config").path("name").asText("model");
    normalizer.normalize(object, name);
    return model(object, name, 0);
  }

  /** A layer outside a functional graph: inside a wrapper, or of a Sequential. */
  public LayerSpec layer(ObjectNode json, String path) {
    return layer(json, path, List.of(), 0);
  }

  private ModelSpec model(ObjectNode json, String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw damaged(path, "models are nested more than " + MAX_DEPTH + " deep");
    }
    String name = json.path("config").path("name").asText(json.path("name").asText("model"));
    if (json.path("class_name").asText().equals("Sequential")) {
      return sequential(json.path("config"), name, path, depth);
    }
    if (isFunctional(json)) {
      return functional(json.path("config"), name, path, depth);
    }
    throw Finding.of(
            Rule.KERAS_LAYER_UNKNOWN,
            Location.layer(path),
            "%s: the model is of class '%s', whose code is not in the file",
            path,
            json.path("class_name").asText())
        .exception();
  }

  private static boolean isFunctional(JsonNode json) {
    return FUNCTIONAL.contains(json.path("class_name").asText())
        && json.path("config").has("output_layers");
  }

  private LayerSpec layer(ObjectNode json, String path, List<Call> calls, int depth) {
    String className = json.path("class_name").asText();
    boolean nested = className.equals("Sequential") || isFunctional(json);
    Optional<ModelSpec> model =
        nested ? Optional.of(model(json, path, depth + 1)) : Optional.empty();
    ObjectNode config =
        json.path("config") instanceof ObjectNode object ? object : json.objectNode();
    String name = config.path("name").asText(json.path("name").asText(className));
    return new LayerSpec(name, className, path, new LayerConfig(config, path), calls, model);
  }

  private ModelSpec sequential(JsonNode config, String name, String path, int depth) {
    List<ObjectNode> entries = entries(config.path("layers"), path);
    if (entries.isEmpty()) {
      throw unsupported(path, "the model has no layers");
    }
    List<LayerSpec> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    TensorRef last = null;
    for (ObjectNode entry : entries) {
      List<Call> calls =
          last == null
              ? List.of()
              : List.of(new Call(List.of(new Argument.Leaf<>(last)), Map.of()));
      LayerSpec layer = layer(entry, path + "/" + nameOf(entry), calls, depth);
      if (last == null && !layer.className().equals("InputLayer")) {
        LayerSpec input = InputLayers.before(layer, config, path, depth > 0 ? Inputs.ANY : inputs);
        layers.add(input);
        names.add(input.name());
        last = new TensorRef(input.name(), 0, 0);
        layer =
            layer(
                entry,
                layer.path(),
                List.of(new Call(List.of(new Argument.Leaf<>(last)), Map.of())),
                depth);
      }
      if (!names.add(layer.name())) {
        throw damaged(layer.path(), "two layers of the model have this name");
      }
      layers.add(layer);
      last = new TensorRef(layer.name(), 0, 0);
    }
    LayerSpec first = layers.get(0);
    LayerSpec output = layers.get(layers.size() - 1);
    return new ModelSpec(
        name,
        true,
        layers,
        Map.of(first.name(), new TensorRef(first.name(), 0, 0)),
        Map.of(output.name(), new TensorRef(output.name(), 0, 0)));
  }

  private ModelSpec functional(JsonNode config, String name, String path, int depth) {
    List<ObjectNode> entries = entries(config.path("layers"), path);
    Set<String> names = new HashSet<>();
    for (ObjectNode entry : entries) {
      if (!names.add(nameOf(entry))) {
        throw damaged(path + "/" + nameOf(entry), "two layers of the model have this name");
      }
    }
    InboundNodes inbound = new InboundNodes(names);
    boolean keras3 = false;
    List<LayerSpec> layers = new ArrayList<>();
    for (ObjectNode entry : entries) {
      String layerPath = path + "/" + nameOf(entry);
      JsonNode nodes = entry.path("inbound_nodes");
      keras3 |= nodes.path(0).has("args");
      LayerSpec layer = layer(entry, layerPath, inbound.calls(nodes), depth);
      layers.add(
          new LayerSpec(
              nameOf(entry),
              layer.className(),
              layerPath,
              layer.config(),
              layer.calls(),
              layer.model()));
    }
    NestedNodes skipped = NestedNodes.of(layers, config.path("output_layers"), keras3);
    List<LayerSpec> counted = new ArrayList<>();
    NestedNodes interior = keras3 ? NestedNodes.NONE : skipped;
    for (LayerSpec layer : layers) {
      counted.add(
          new LayerSpec(
              layer.name(),
              layer.className(),
              layer.path(),
              layer.config(),
              layer.calls().stream().map(interior::skip).toList(),
              layer.model()));
    }
    return new ModelSpec(
        name,
        false,
        counted,
        Endpoints.inputs(config.path("input_layers"), skipped, path),
        Endpoints.outputs(config.path("output_layers"), skipped, path));
  }

  private List<ObjectNode> entries(JsonNode layers, String path) {
    List<ObjectNode> entries = new ArrayList<>();
    for (JsonNode layer : layers) {
      if (!(layer instanceof ObjectNode object) || !object.has("config")) {
        throw damaged(path, "an entry of its layers is not a layer");
      }
      normalizer.normalize(object, path + "/" + nameOf(object));
      entries.add(object);
    }
    return named(entries);
  }

  /** Sequentials that were stored as bare lists have no name; as Keras did, they are numbered. */
  private static List<ObjectNode> named(List<ObjectNode> entries) {
    Set<String> names = new HashSet<>();
    entries.forEach(entry -> names.add(nameOf(entry)));
    for (ObjectNode entry : entries) {
      if (entry.path("class_name").asText().equals("Sequential")
          && !entry.path("name").isTextual()
          && entry.path("config") instanceof ObjectNode config
          && !config.path("name").isTextual()) {
        int number = 1;
        while (!names.add("sequential_" + number)) {
          number++;
        }
        config.put("name", "sequential_" + number);
      }
    }
    return entries;
  }

  private static String nameOf(JsonNode layer) {
    JsonNode name =
        layer.path("name").isTextual() ? layer.path("name") : layer.path("config").path("name");
    return name.asText(layer.path("class_name").asText("layer"));
  }

  static ArtifactException damaged(String path, String message) {
    return Finding.of(Rule.KERAS_CONFIG_DAMAGED, Location.layer(path), path + ": " + message)
        .exception();
  }

  private static ArtifactException unsupported(String path, String message) {
    return Finding.of(Rule.KERAS_CONFIG_UNKNOWN, Location.layer(path), path + ": " + message)
        .exception();
  }
}
