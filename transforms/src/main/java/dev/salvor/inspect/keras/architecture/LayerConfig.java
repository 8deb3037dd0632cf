package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The arguments of a layer, read by name and type. It remembers what was read: an argument that no
 * one asked for and that is not known to be without effect on inference is a refusal, never
 * ignored.
 */
public final class LayerConfig {
  /** Arguments that act in training only, or that the engine itself reads. */
  private static final Pattern INERT =
      Pattern.compile(
          ".*_(initializer|regularizer|constraint)|name|trainable|dtype|activity_regularizer"
              + "|batch_input_shape|batch_shape|input_shape|input_dtype|input_dim|batch_size"
              + "|autocast|optional|build_config|quantization_config|expects_training_arg");

  private final ObjectNode json;
  private final String path;
  private final Set<String> read = new TreeSet<>();

  public LayerConfig(ObjectNode json, String path) {
    this.json = json;
    this.path = path;
  }

  /** Path of the layer, for messages. */
  public String path() {
    return path;
  }

  /** Whether the argument is there and not null. */
  public boolean has(String key) {
    read.add(key);
    return json.hasNonNull(key);
  }

  /** The raw value; a missing node where there is none or it is null. */
  public JsonNode node(String key) {
    read.add(key);
    JsonNode node = json.path(key);
    return node.isNull() ? MissingNode.getInstance() : node;
  }

  /** Whether the configuration states None. */
  public boolean none(String key) {
    read.add(key);
    return json.path(key).isNull();
  }

  public String text(String key) {
    JsonNode node = required(key);
    if (!node.isTextual()) {
      throw wrong(key, node, "a string");
    }
    return node.textValue();
  }

  public String text(String key, String absent) {
    return has(key) ? text(key) : absent;
  }

  public boolean flag(String key, boolean absent) {
    if (!has(key)) {
      return absent;
    }
    JsonNode node = json.path(key);
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      return node.longValue() != 0;
    }
    throw wrong(key, node, "a boolean");
  }

  public int integer(String key) {
    JsonNode node = scalar(required(key));
    if (!node.isNumber() || node.doubleValue() != node.intValue()) {
      throw wrong(key, node, "an integer");
    }
    return node.intValue();
  }

  public int integer(String key, int absent) {
    return has(key) ? integer(key) : absent;
  }

  public double number(String key) {
    JsonNode node = scalar(required(key));
    if (!node.isNumber()) {
      throw wrong(key, node, "a number");
    }
    return node.doubleValue();
  }

  public double number(String key, double absent) {
    return has(key) ? number(key) : absent;
  }

  /** A list of integers; one integer stands for {@code count} equal ones. */
  public int[] integers(String key, int count) {
    JsonNode node = required(key);
    if (node.isNumber()) {
      int[] all = new int[count];
      java.util.Arrays.fill(all, integer(key));
      return all;
    }
    int[] all = integers(key);
    if (all.length != count) {
      throw wrong(key, node, count + " integers");
    }
    return all;
  }

  public int[] integers(String key, int count, int absent) {
    if (has(key)) {
      return integers(key, count);
    }
    int[] all = new int[count];
    java.util.Arrays.fill(all, absent);
    return all;
  }

  /** A list of integers of any length; one integer is a list of one. */
  public int[] integers(String key) {
    JsonNode node = required(key);
    List<Integer> all = new ArrayList<>();
    for (JsonNode item : node.isArray() ? node : List.of(node)) {
      if (!item.isNumber() || item.doubleValue() != item.intValue()) {
        throw wrong(key, node, "a list of integers");
      }
      all.add(item.intValue());
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A nested configuration, {@code {"class_name": …, "config": …}} or any object. */
  public Optional<ObjectNode> object(String key) {
    return node(key) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  /** States that the arguments are known and do not act at inference. */
  public void inert(String... keys) {
    read.addAll(List.of(keys));
  }

  /**
   * States that the arguments are known and only act with another value than the one given.
   *
   * @throws ArtifactException {@link Rule#KERAS_ARGUMENT_UNKNOWN} where one has another value
   */
  public void only(String key, Object... allowed) {
    JsonNode node = node(key);
    if (node.isMissingNode()) {
      return;
    }
    String text = node.asText(node.toString());
    for (Object value : allowed) {
      if (text.equals(String.valueOf(value))) {
        return;
      }
    }
    throw refused(String.format("argument %s=%s is not supported", key, node));
  }

  /** Arguments that were not read and are not known to be inert. */
  public List<String> unread() {
    List<String> unread = new ArrayList<>();
    for (Iterator<String> keys = json.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!read.contains(key) && !INERT.matcher(key).matches()) {
        unread.add(key);
      }
    }
    return unread;
  }

  /** For recipes and messages only. */
  public ObjectNode json() {
    return json;
  }

  /** A refusal that names the layer. */
  public ArtifactException refused(String message) {
    return Finding.of(Rule.KERAS_ARGUMENT_UNKNOWN, Location.layer(path), path + ": " + message)
        .exception();
  }

  private JsonNode required(String key) {
    JsonNode node = node(key);
    if (node.isMissingNode()) {
      throw Finding.of(
              Rule.KERAS_CONFIG_DAMAGED,
              Location.layer(path),
              "%s: the configuration has no %s",
              path,
              key)
          .exception();
    }
    return node;
  }

  /**
   * NumPy scalars: {@code {"type": "ndarray", "value": 6.0}}, {@code {"class_name": "__numpy__"…}}.
   */
  private static JsonNode scalar(JsonNode node) {
    if (node.isObject() && node.has("value")) {
      return scalar(node.path("value"));
    }
    if (node.isObject() && node.path("config").has("value")) {
      return scalar(node.path("config").path("value"));
    }
    return node.isArray() && node.size() == 1 ? scalar(node.get(0)) : node;
  }

  private ArtifactException wrong(String key, JsonNode node, String expected) {
    return refused(String.format("argument %s is %s, expected %s", key, node, expected));
  }
}
