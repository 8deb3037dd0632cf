package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
    Map<String, Integer> skipped = skippedNodes(layers, config, keras3);
    List<LayerSpec> counted = new ArrayList<>();
    Map<String, Integer> interior = keras3 ? Map.of() : skipped;
    for (LayerSpec layer : layers) {
      counted.add(
          new LayerSpec(
              layer.name(),
              layer.className(),
              layer.path(),
              layer.config(),
              layer.calls().stream().map(call -> shift(call, interior)).toList(),
              layer.model()));
    }
    return new ModelSpec(
        name,
        false,
        counted,
        endpoints(config.path("input_layers"), skipped, true, path),
        endpoints(config.path("output_layers"), skipped, false, path));
  }

  /**
   * How many nodes a nested model had before its first call in this model: its own graph is node 0
   * where it begins with an input layer (keras/engine/functional.py, _should_skip_first_node).
   * Keras 3 counts so in output_layers only, and for Functional models only.
   */
  private static Map<String, Integer> skippedNodes(
      List<LayerSpec> layers, JsonNode config, boolean keras3) {
    Map<String, Integer> highest = new HashMap<>();
    Map<String, Integer> lowest = new HashMap<>();
    for (LayerSpec layer : layers) {
      for (Call call : layer.calls()) {
        if (!keras3) {
          call.args().forEach(arg -> arg.forEach(ref -> note(ref, highest, lowest)));
          call.kwargs().values().forEach(arg -> arg.forEach(ref -> note(ref, highest, lowest)));
        }
      }
    }
    references(config.path("output_layers")).forEach(ref -> note(ref, highest, lowest));
    Map<String, Integer> skipped = new HashMap<>();
    for (LayerSpec layer : layers) {
      if (layer.model().isEmpty()) {
        continue;
      }
      int calls = layer.calls().size();
      int high = highest.getOrDefault(layer.name(), -1);
      int low = lowest.getOrDefault(layer.name(), Integer.MAX_VALUE);
      boolean byRule = !layer.model().get().sequential() || (!keras3 && low > 0);
      if (high >= calls || (byRule && low > 0)) {
        skipped.put(layer.name(), Math.max(1, high - calls + 1));
      }
    }
    return skipped;
  }

  private static void note(
      TensorRef ref, Map<String, Integer> highest, Map<String, Integer> lowest) {
    highest.merge(ref.layer(), ref.call(), Math::max);
    lowest.merge(ref.layer(), ref.call(), Math::min);
  }

  private static Call shift(Call call, Map<String, Integer> skipped) {
    Map<String, Argument<TensorRef>> kwargs = new LinkedHashMap<>();
    call.kwargs().forEach((key, arg) -> kwargs.put(key, arg.map(ref -> shift(ref, skipped))));
    List<Argument<TensorRef>> args = new ArrayList<>();
    call.args().forEach(arg -> args.add(arg.map(ref -> shift(ref, skipped))));
    return new Call(args, kwargs);
  }

  private static TensorRef shift(TensorRef ref, Map<String, Integer> skipped) {
    int by = Math.min(ref.call(), skipped.getOrDefault(ref.layer(), 0));
    return new TensorRef(ref.layer(), ref.call() - by, ref.output());
  }

  /**
   * Signature names: of inputs the keys of a dict, else the names of the layers, made unique. A
   * dict is flattened in the order of its keys (tf.nest), and the names of outputs are those of the
   * layers all the same (keras/saving/saving_utils.py, trace_model_call).
   */
  private static Map<String, TensorRef> endpoints(
      JsonNode json, Map<String, Integer> skipped, boolean keyed, String path) {
    Map<String, TensorRef> endpoints = new LinkedHashMap<>();
    if (json.isObject() && keyed) {
      sorted(json)
          .forEach(
              (name, value) -> {
                List<TensorRef> refs = references(value);
                for (int i = 0; i < refs.size(); i++) {
                  String key = refs.size() == 1 ? name : name + "_" + i;
                  endpoints.put(key, shift(refs.get(i), skipped));
                }
              });
    } else {
      for (TensorRef ref : references(json)) {
        String name = ref.layer();
        for (int i = 1; endpoints.containsKey(name); i++) {
          name = ref.layer() + "_" + i;
        }
        endpoints.put(name, shift(ref, skipped));
      }
    }
    if (endpoints.isEmpty()) {
      throw damaged(path, "the model has no inputs or no outputs");
    }
    return endpoints;
  }

  private static List<TensorRef> references(JsonNode json) {
    List<TensorRef> found = new ArrayList<>();
    if (json.isArray()
        && json.size() >= 3
        && json.get(0).isTextual()
        && json.get(1).isIntegralNumber()) {
      found.add(InboundNodes.reference(json));
    } else if (json.isObject()) {
      sorted(json).values().forEach(item -> found.addAll(references(item)));
    } else {
      json.forEach(item -> found.addAll(references(item)));
    }
    return found;
  }

  private static Map<String, JsonNode> sorted(JsonNode object) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    object.fields().forEachRemaining(field -> sorted.put(field.getKey(), field.getValue()));
    return sorted;
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

  private static ArtifactException damaged(String path, String message) {
    return Finding.of(Rule.KERAS_CONFIG_DAMAGED, Location.layer(path), path + ": " + message)
        .exception();
  }

  private static ArtifactException unsupported(String path, String message) {
    return Finding.of(Rule.KERAS_CONFIG_UNKNOWN, Location.layer(path), path + ": " + message)
        .exception();
  }
}
