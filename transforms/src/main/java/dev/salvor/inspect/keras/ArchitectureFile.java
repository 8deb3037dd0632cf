package dev.salvor.inspect.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.inspect.keras.architecture.KerasYaml;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An architecture on its own: what {@code to_json()}, {@code to_yaml()} or {@code get_config()}
 * gave.
 */
public final class ArchitectureFile {
  private static final long MAX_BYTES = 1L << 28;

  private ArchitectureFile() {}

  /**
   * {@code {"class_name": …, "config": …}} with the file's further keys.
   *
   * @param kind {@link Kind#KERAS_YAML}, else it is read as JSON
   * @throws ArtifactException {@link Rule#KERAS_CONFIG_DAMAGED} with the place
   */
  public static JsonNode read(Path file, Kind kind) throws IOException {
    String name = String.valueOf(file.getFileName());
    String text = text(file, name);
    JsonNode config =
        kind == Kind.KERAS_YAML ? KerasYaml.parse(text, name) : KerasJson.parse(text, name);
    return whole(config, name);
  }

  private static String text(Path file, String name) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.NONE,
              "%s has %,d bytes, too many for an architecture",
              name,
              Files.size(file))
          .exception();
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ArtifactException(
          Finding.of(Rule.KERAS_CONFIG_DAMAGED, Location.NONE, "%s is not UTF-8 text", name), e);
    }
  }

  /** {@code get_config()} alone has no class: a list of layers is a Sequential's. */
  private static JsonNode whole(JsonNode config, String name) {
    if (config.path("class_name").isTextual() && config.has("config")) {
      return config;
    }
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    if (config.isArray() || config.path("layers").isArray()) {
      whole.put("class_name", config.has("output_layers") ? "Model" : "Sequential");
      whole.set("config", config);
      return whole;
    }
    throw Finding.of(
            Rule.KERAS_CONFIG_DAMAGED,
            Location.NONE,
            "%s describes no model: it has no class_name with a config",
            name)
        .exception();
  }
}
