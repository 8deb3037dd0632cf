package dev.salvor.convert.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Looks through a whole configuration for what would run code or reach outside when Keras loads it: a
 * Lambda in any slot, a function imported from a module that is not Keras' own, a vocabulary read from
 * a path. Reads names only.
 */
public final class CodeCheck {
  private static final int MAX_DEPTH = 400;

  /** Loss, metrics and optimizer: what is in there is left behind, whatever it is. */
  private static final String TRAINING = "compile_config";

  private final List<Finding> findings = new ArrayList<>();

  private CodeCheck() {}

  public static List<Finding> findings(JsonNode config) {
    CodeCheck check = new CodeCheck();
    check.walk(config, "model", 0);
    return List.copyOf(check.findings);
  }

  private void walk(JsonNode node, String path, int depth) {
    if (depth > MAX_DEPTH) {
      findings.add(
          Finding.of(
              Rule.KERAS_CONFIG_DAMAGED,
              Location.layer(path),
              "the configuration is nested more than %d deep",
              MAX_DEPTH));
      return;
    }
    String here = path;
    if (node.isObject()) {
      here = named(node, path);
      check(node, here);
    }
    for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (!field.getKey().equals(TRAINING)) {
        walk(field.getValue(), here, depth + 1);
      }
    }
    if (node.isArray()) {
      for (JsonNode item : node) {
        walk(item, here, depth + 1);
      }
    }
  }

  private static String named(JsonNode node, String path) {
    JsonNode name = node.path("config").path("name");
    return node.has("class_name") && name.isTextual() ? path + "/" + name.textValue() : path;
  }

  private void check(JsonNode node, String path) {
    String className = node.path("class_name").asText("");
    JsonNode config = node.path("config");
    if (className.equals("__lambda__")
        || config.path("function_type").asText("").equals("lambda")
        || (className.equals("Lambda") && carriesCode(config.path("function")))
        || node.path("output_shape_type").asText("").equals("lambda")
        || node.path("mode_type").asText("").equals("lambda")) {
      findings.add(
          Finding.of(
              Rule.KERAS_LAMBDA,
              Location.layer(path),
              "%s carries Python bytecode (a Lambda), which is never run",
              path));
    } else if (className.equals("Lambda")) {
      findings.add(
          Finding.of(
              Rule.KERAS_LAYER_UNKNOWN,
              Location.layer(path),
              "%s is a Lambda of the function '%s', whose code is not in the file",
              path,
              functionName(config.path("function"))));
    }
    String module = node.path("module").asText("");
    if (StandardLibrary.holds(module) && !className.equals("function")) {
      findings.add(
          Finding.of(
              Rule.KERAS_CODE,
              Location.layer(path),
              "%s imports %s from Python's module %s, which is no layer",
              path,
              className,
              module));
    }
    if (className.equals("function") && StandardLibrary.isDangerous(config.asText())) {
      findings.add(
          Finding.of(
              Rule.KERAS_CODE,
              Location.layer(path),
              "%s names Python's own function %s",
              path,
              config.asText()));
    }
    if (className.equals("function") && !module.isEmpty() && !ownModule(module)) {
      findings.add(
          Finding.of(
              Rule.KERAS_CODE,
              Location.layer(path),
              "%s imports the function %s from the module %s",
              path,
              config.asText(),
              module));
    }
    if (className.equals("TFSMLayer")) {
      findings.add(
          Finding.of(
              Rule.KERAS_LAYER_UNKNOWN,
              Location.layer(path),
              "%s is a TFSMLayer: its SavedModel lies outside the file, at %s",
              path,
              config.path("filepath").asText("?")));
    }
    if (className.equals("TorchModuleWrapper")) {
      findings.add(
          Finding.of(
              Rule.KERAS_CODE,
              Location.layer(path),
              "%s is a TorchModuleWrapper, which unpickles a module when the model is loaded",
              path));
    }
  }

  /** Keras 2 stores a name, Keras 3 a description of the function. */
  private static String functionName(JsonNode function) {
    return function.isObject() ? function.path("config").asText("?") : function.asText("?");
  }

  /** Keras 1 and 2 store {@code [bytecode, defaults, closure]}, a function by name as a string. */
  private static boolean carriesCode(JsonNode function) {
    return function.isArray()
        || function.path("class_name").asText().equals("__lambda__");
  }

  private static boolean ownModule(String module) {
    return module.equals("builtins")
        || module.equals("keras")
        || module.startsWith("keras.")
        || module.startsWith("tf_keras")
        || module.startsWith("tensorflow.keras")
        || module.startsWith("tensorflow.python.keras");
  }
}
