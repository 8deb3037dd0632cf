package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which Keras wrote a configuration: what {@code to_json()} states, else the generation that its
 * keys belong to ({@code get_config()} states no version).
 *
 * @param version as stated; null where it was not
 * @param assumed the finding that says so, where it was not stated
 */
public record ConfigEra(Era era, @Nullable String version, Optional<Finding> assumed) {
  /** Keys of layers that only Keras 1 wrote (keras 1.2.2, get_config of its layers). */
  private static final List<String> KERAS1 =
      List.of("nb_filter", "nb_row", "border_mode", "subsample", "output_dim", "dim_ordering");

  /** The same with {@code era}. */
  public ConfigEra with(Era era) {
    return new ConfigEra(era, version, assumed);
  }

  /** The version that the file states. */
  public static ConfigEra stated(String version, @Nullable String backend) {
    return new ConfigEra(Era.of(version, backend), version, Optional.empty());
  }

  public static ConfigEra of(JsonNode config) {
    String version = string(config, "keras_version");
    String backend = string(config, "backend");
    if (version != null) {
      return stated(version, backend);
    }
    String guess = guess(config.path("config"));
    return new ConfigEra(
        Era.of(guess, backend),
        null,
        Optional.of(
            Finding.of(
                Rule.KERAS_ERA_ASSUMED,
                Location.NONE,
                "the configuration states no Keras version; its keys are those of %s",
                Era.of(guess, backend))));
  }

  private static String guess(JsonNode config) {
    JsonNode layers = config.isArray() ? config : config.path("layers");
    boolean tf = false;
    boolean registered = false;
    for (JsonNode layer : layers) {
      JsonNode inner = layer.path("config");
      if (inner.has("batch_shape") || layer.path("inbound_nodes").path(0).has("args")) {
        return keras3(layers);
      }
      if (KERAS1.stream().anyMatch(inner::has) && !inner.has("input_dim")) {
        return "1.2.2";
      }
      registered |= layer.has("registered_name");
      tf |= inner.has("ragged") || inner.path("axis").isArray();
    }
    return registered ? "2.12.0" : tf ? "2.4.0" : "2.2.4";
  }

  /** Input layers of Keras 3.9 to 3.12 state {@code ragged}, since 3.13 {@code optional} too. */
  private static String keras3(JsonNode layers) {
    for (JsonNode layer : layers) {
      JsonNode inner = layer.path("config");
      if (inner.has("batch_shape") && layer.path("class_name").asText().equals("InputLayer")) {
        return inner.has("optional") ? "3.15.0" : inner.has("ragged") ? "3.11.0" : "3.3.3";
      }
    }
    return "3.3.3";
  }

  private static @Nullable String string(JsonNode config, String key) {
    return config.path(key).isTextual() ? config.path(key).textValue() : null;
  }
}
