package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;

/**
 * JSON as Python's json module writes it: NaN and Infinity are tokens, and some users encoded the
 * string that {@code to_json()} returns once more.
 */
public final class KerasJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(500)
                          .maxStringLength(256 << 20)
                          .build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private KerasJson() {}

  /**
   * @param where what the text is, for the message: {@code attribute model_config}
   * @throws dev.salvor.finding.ArtifactException {@link Rule#KERAS_CONFIG_DAMAGED} with line and
   *     column
   */
  public static JsonNode parse(String text, String where) {
    try {
      String stripped = text.startsWith("\ufeff") ? text.substring(1) : text;
      JsonNode node = MAPPER.readTree(stripped);
      for (int i = 0; i < 2 && node.isTextual(); i++) {
        node = MAPPER.readTree(node.textValue());
      }
      return node;
    } catch (JsonProcessingException e) {
      Location location =
          e.getLocation() == null
              ? Location.NONE
              : Location.offset(Math.max(0, e.getLocation().getCharOffset()));
      throw Finding.of(
              Rule.KERAS_CONFIG_DAMAGED,
              location,
              "%s is not valid JSON (%d characters): %s",
              where,
              text.length(),
              e.getOriginalMessage())
          .exception();
    }
  }
}
