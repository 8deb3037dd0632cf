package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation of Keras 3 is called by its module, because layers have the same names. HDF5 files
 * do not say the module: there an operation shows by its configuration, which has no {@code dtype}
 * and no {@code trainable} as every layer's has. The table lists the operations of Keras 3.15.
 */
final class Operations implements Recipe {
  private static final String PREFIX = "keras.ops.";

  /** Modules of {@code keras.ops}, and of activations and quantizers that are operations. */
  private static final Pattern MODULE =
      Pattern.compile(
          "keras\\.(?:.*\\.)?ops\\.(?<ops>\\w+)|keras\\.src\\.(?<same>\\w+)\\.\\k<same>");

  private static final Map<String, String> MODULES = modules();

  @Override
  public String id() {
    return "keras3/operations";
  }

  @Override
  public String description() {
    return "Operations are called by their module, which tells them from the layers of their name.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String className = LayerJson.className(layer);
    if (era.major() < 3 || className.startsWith(PREFIX)) {
      return false;
    }
    String path = layer.path("module").asText("");
    Matcher known = MODULE.matcher(path);
    String module = null;
    if (known.matches()) {
      module = known.group("ops") == null ? known.group("same") : known.group("ops");
    } else if (!layer.has("module") && bare(layer)) {
      module = MODULES.get(className);
    }
    if (module == null) {
      return false;
    }
    layer.put("class_name", PREFIX + module + "." + className);
    return true;
  }

  private static boolean bare(ObjectNode layer) {
    return layer.path("inbound_nodes").path(0).has("args")
        && LayerJson.config(layer).map(config -> !config.has("trainable")).orElse(false);
  }

  /** Class to module; a line is {@code module class}. */
  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    try (InputStream in = Operations.class.getResourceAsStream("operations.txt")) {
      if (in == null) {
        throw new IllegalStateException("operations.txt is not on the class path");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] words = line.split(" ", -1);
        modules.put(words[1], words[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return modules;
  }
}
