package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A function as Keras stored it: marshalled code, defaults, closure. Keras 1 and 2 before 2.1 put
 * the bytes into a string as {@code raw_unicode_escape} does, later ones in base64
 * (keras/utils/generic_utils.py, func_dump); Keras 3 has the three under {@code __lambda__}.
 *
 * @param code the marshalled code object
 * @param defaults of the last positional arguments; null or missing for none
 * @param closure values of the enclosing function's variables; null or missing for none
 */
record StoredFunction(byte[] code, JsonNode defaults, JsonNode closure) {
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]*");

  /** The function that a configuration holds, where it holds one. */
  static Optional<StoredFunction> of(JsonNode function) {
    JsonNode stored = function;
    if (function.path("class_name").asText().equals("__lambda__")) {
      JsonNode config = function.path("config");
      if (config.path("code").isTextual()) {
        return of(config.path("code"), config.path("defaults"), config.path("closure"));
      }
      stored = config.path("value");
    }
    stored = items(stored);
    return stored.isArray() && stored.path(0).isTextual()
        ? of(stored.path(0), items(stored.path(1)), items(stored.path(2)))
        : Optional.empty();
  }

  /** Keras 3 writes tuples so. */
  private static JsonNode items(JsonNode node) {
    JsonNode plain = node;
    if (node.path("class_name").asText().equals("__tuple__")) {
      plain = node.path(node.has("items") ? "items" : "config");
    }
    return plain;
  }

  private static Optional<StoredFunction> of(JsonNode code, JsonNode defaults, JsonNode closure) {
    return bytes(code.textValue()).map(bytes -> new StoredFunction(bytes, defaults, closure));
  }

  /** Bytes in base64, else as Python's raw_unicode_escape. */
  private static Optional<byte[]> bytes(String text) {
    if (BASE64.matcher(text).matches()) {
      try {
        return Optional.of(Base64.getMimeDecoder().decode(text));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text.codePoints()
        .forEach(
            point -> {
              String escaped =
                  point > 0xffff
                      ? String.format(Locale.ROOT, "\\U%08x", point)
                      : String.format(Locale.ROOT, "\\u%04x", point);
              if (point < 0x100) {
                out.write(point);
              } else {
                out.writeBytes(escaped.getBytes(StandardCharsets.ISO_8859_1));
              }
            });
    return Optional.of(out.toByteArray());
  }
}
