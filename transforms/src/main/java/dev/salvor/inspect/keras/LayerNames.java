package dev.salvor.inspect.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Kind;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.inspect.keras.architecture.KerasJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The names of a model's layers, by which weights in HDF5 find their architecture. */
public final class LayerNames {
  private static final String INPUT = "InputLayer";

  private LayerNames() {}

  /**
   * Whether the layers that {@code weights} lists are those of {@code architecture} (JSON, YAML or
   * an HDF5 model); input layers, which have no weights, may be left out. False where a file does
   * not say or cannot be read: its own inspection says why.
   */
  public static boolean same(Path architecture, Path weights) {
    try {
      Set<String> stored = stored(weights);
      Set<String> all = new HashSet<>();
      Set<String> needed = new HashSet<>();
      for (JsonNode layer : layers(architecture)) {
        JsonNode name = layer.path("config").path("name");
        all.add(name.asText(layer.path("name").asText()));
        if (!layer.path("class_name").asText().equals(INPUT)) {
          needed.add(name.asText(layer.path("name").asText()));
        }
      }
      return !needed.isEmpty() && all.containsAll(stored) && stored.containsAll(needed);
    } catch (ArtifactException | IOException e) {
      return false;
    }
  }

  private static Set<String> stored(Path weights) throws IOException {
    try (Hdf5File file = Hdf5File.open(weights)) {
      Group root = file.root();
      Group group = root.group("model_weights").orElse(root);
      return new HashSet<>(group.texts("layer_names").orElse(List.of()));
    }
  }

  private static JsonNode layers(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    JsonNode model;
    if (name.endsWith(".json")) {
      model = ArchitectureFile.read(file, Kind.KERAS_JSON);
    } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      model = ArchitectureFile.read(file, Kind.KERAS_YAML);
    } else {
      model = embedded(file);
    }
    JsonNode config = model.path("config");
    return config.isArray() ? config : config.path("layers");
  }

  private static JsonNode embedded(Path file) throws IOException {
    try (Hdf5File hdf5 = Hdf5File.open(file)) {
      Optional<String> config = hdf5.root().text("model_config");
      return KerasJson.parse(config.orElse("{}"), "attribute model_config");
    }
  }
}
