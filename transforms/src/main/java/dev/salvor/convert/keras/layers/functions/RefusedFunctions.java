package dev.salvor.convert.keras.layers.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Functions that TensorFlow can put into a Keras model and that are not converted, each with the
 * reason: {@code refused.txt}, in which a line that begins with {@code >} is the reason of the
 * names that follow it.
 */
final class RefusedFunctions {
  private static final Map<String, String> REASONS = read();

  private RefusedFunctions() {}

  static Optional<String> reason(String function) {
    return Optional.ofNullable(REASONS.get(function));
  }

  /** Reasons by name, in the order of the names. */
  static Map<String, String> all() {
    return REASONS;
  }

  private static Map<String, String> read() {
    Map<String, String> reasons = new TreeMap<>();
    String reason = "";
    for (String line : text().lines().toList()) {
      if (line.startsWith(">")) {
        reason = line.substring(1).strip();
      } else if (!line.isBlank() && !line.startsWith("#")) {
        reasons.put(line.strip(), reason);
      }
    }
    return Collections.unmodifiableMap(reasons);
  }

  private static String text() {
    try (InputStream in =
        Objects.requireNonNull(RefusedFunctions.class.getResourceAsStream("refused.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
