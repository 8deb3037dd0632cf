package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.keras.lambda.LambdaCheck;
import dev.salvor.policy.Policy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a whole configuration for what would run code or reach outside when Keras loads it:
 * a Lambda in any slot, a function imported from a module that is not Keras' own, a vocabulary read
 * from a path. Reads names only.
 */
public final class CodeCheck {
  private static final int MAX_DEPTH = 400;

  private final List<Finding> findings = new ArrayList<>();
  private final @Nullable Policy policy;

  /** Loss, metrics and optimizer: what is in there is left behind, whatever it is. */
  private boolean training;

  /**
   * @param policy of a model that is rebuilt; null where all code is refused
   */
  private CodeCheck(@Nullable Policy policy) {
    this.policy = policy;
  }

  /** All bytecode is a finding. */
  public static List<Finding> findings(JsonNode config) {
    return all(config, null);
  }

  /**
   * Bytecode of a layer that can be read and rebuilt from ops is a note, and nothing where the
   * policy replaces it.
   */
  public static List<Finding> findings(JsonNode config, Policy policy) {
    return all(config, policy);
  }

  private static List<Finding> all(JsonNode config, @Nullable Policy policy) {
    CodeCheck check = new CodeCheck(policy);
    check.walk(config, "model", 0);
    return check.findings.stream().distinct().toList();
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
      Optional<LambdaFields> fields = policy == null ? Optional.empty() : LambdaFields.of(node);
      if (fields.isPresent()) {
        lambda(fields.get(), here, depth);
        return;
      }
      check(node, here);
    }
    children(node, here, depth);
  }

  private void children(JsonNode node, String here, int depth) {
    for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      boolean inTraining = training;
      training |= field.getKey().equals("compile_config");
      walk(field.getValue(), here, depth + 1);
      training = inTraining;
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

  /** A layer with functions: what of them cannot be rebuilt, and what else it holds. */
  private void lambda(LambdaFields fields, String path, int depth) {
    boolean replaced =
        policy != null && fields.names().stream().anyMatch(policy.lambdas()::containsKey);
    if (replaced) {
      return;
    }
    for (JsonNode function : fields.functions()) {
      Optional<String> obstacle = LambdaCheck.obstacle(function);
      if (obstacle.isPresent()) {
        add(
            Rule.KERAS_LAMBDA,
            path,
            "%s is a Lambda that cannot be rebuilt: %s",
            path,
            obstacle.get());
      } else {
        Finding note =
            Finding.of(
                Rule.KERAS_LAMBDA,
                Location.layer(path),
                "%s is a Lambda whose bytecode reads %s",
                path,
                LambdaCheck.described(function));
        findings.add(new Finding(note.rule(), Level.NOTE, note.message(), note.location()));
      }
    }
    check(fields.rest(), path);
    children(fields.rest(), path, depth);
  }

  private void check(JsonNode node, String path) {
    String className = node.path("class_name").asText("");
    JsonNode config = node.path("config");
    if (className.equals("__lambda__")
        || (className.equals("Lambda") && carriesCode(config.path("function")))
        || typedLambda(node)
        || typedLambda(config)) {
      add(
          Rule.KERAS_LAMBDA,
          path,
          "%s carries Python bytecode (a Lambda), which is never run",
          path);
    } else if (className.equals("Lambda")) {
      add(
          Rule.KERAS_LAYER_UNKNOWN,
          path,
          "%s is a Lambda of the function '%s', whose code is not in the file",
          path,
          function(config.path("function")));
    }
    String module = node.path("module").asText("");
    String function = config.asText("");
    boolean imports =
        className.equals("function")
            ? module.equals("builtins")
                ? PythonNames.builtin(function)
                : PythonNames.standardModule(module)
            : PythonNames.standardModule(module);
    if (imports) {
      add(
          Rule.KERAS_CODE,
          path,
          "%s takes %s from the Python module %s: loading it would run that",
          path,
          className.equals("function") ? function : className,
          module);
    }
    if (ReachingNames.runs(module, className, function)) {
      add(
          Rule.KERAS_CODE,
          path,
          "%s calls %s of %s when the model is loaded, which reaches outside it",
          path,
          className.equals("function") ? function : className,
          module);
    }
    if (ReachingNames.outside(config.path("vocabulary").asText(""))) {
      add(
          Rule.KERAS_CODE,
          path,
          "%s reads its vocabulary from %s when the model is loaded",
          path,
          config.path("vocabulary").asText());
    }
    if (className.equals("TFSMLayer")) {
      add(
          Rule.KERAS_LAYER_UNKNOWN,
          path,
          "%s (TFSMLayer) runs the SavedModel at %s, which is not in the file",
          path,
          config.path("filepath").asText("?"));
    }
    if (className.equals("TorchModuleWrapper")) {
      add(Rule.KERAS_CODE, path, "%s (TorchModuleWrapper) carries a pickled PyTorch module", path);
    }
  }

  /** What acts in training only does not reach the converted model: said, but no obstacle. */
  private void add(Rule rule, String path, String format, Object... values) {
    Finding finding = Finding.of(rule, Location.layer(path), format, values);
    findings.add(
        training
            ? new Finding(rule, Level.WARNING, finding.message(), finding.location())
            : finding);
  }

  private static String function(JsonNode function) {
    JsonNode named = function.path("config");
    return named.isTextual() ? named.asText() : function.asText("?");
  }

  /**
   * Keras 1 and 2 state of each function how it is stored: {@code function_type}, {@code
   * output_shape_type}, {@code mode_type}, {@code mask_type}.
   */
  private static boolean typedLambda(JsonNode arguments) {
    for (Iterator<Map.Entry<String, JsonNode>> fields = arguments.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getKey().endsWith("_type") && field.getValue().asText("").equals("lambda")) {
        return true;
      }
    }
    return false;
  }

  /** Keras 1 and 2 store {@code [bytecode, defaults, closure]}, a function by name as a string. */
  private static boolean carriesCode(JsonNode function) {
    return function.isArray() || function.path("class_name").asText().equals("__lambda__");
  }
}
