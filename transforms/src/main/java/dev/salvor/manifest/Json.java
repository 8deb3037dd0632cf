package dev.salvor.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JSON trees of this package: how fields are put and read, how numbers are written. */
final class Json {
  private static final JsonNodeFactory NODES = new JsonNodeFactory(true);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .nodeFactory(NODES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Differences say how much and how bad; more digits would only be noise. */
  private static final MathContext DIGITS = new MathContext(6);

  private Json() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static ObjectMapper mapper() {
    return MAPPER;
  }

  static String write(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }

  static String writeIndented(JsonNode json) {
    try {
      return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }

  static JsonNode read(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /**
   * Six significant digits. Not {@code Double.toString}, whose digits differ between Java versions.
   *
   * @param value finite
   */
  static BigDecimal number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 && rounded.precision() - rounded.scale() <= 15
        ? rounded.setScale(0)
        : rounded;
  }

  static void put(ObjectNode json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  /**
   * @throws IllegalArgumentException where it is absent
   */
  static String text(JsonNode json, String key) {
    return json.required(key).asText();
  }

  static @Nullable String optional(JsonNode json, String key) {
    JsonNode value = json.path(key);
    return value.isTextual() ? value.asText() : null;
  }

  static <T> List<T> list(JsonNode json, String key, Function<JsonNode, T> item) {
    List<T> items = new ArrayList<>();
    json.path(key).forEach(node -> items.add(item.apply(node)));
    return items;
  }

  static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.fields().forEachRemaining(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /**
   * The constant whose id the field holds.
   *
   * @throws IllegalArgumentException where there is none
   */
  static <E> E word(E[] values, Function<E, String> id, JsonNode json, String key) {
    String word = text(json, key);
    for (E value : values) {
      if (id.apply(value).equals(word)) {
        return value;
      }
    }
    throw new IllegalArgumentException("unknown " + key + " '" + word + "'");
  }
}
