package dev.salvor.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a policy file; all that is wrong with it is said at once. */
public final class PolicyReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Names of ops (tensorflow/core/framework/op_def_util.cc); no patterns. */
  private static final Pattern OP = Pattern.compile("[A-Za-z0-9_.>]{1,200}");

  private final List<String> problems = new ArrayList<>();

  private PolicyReader() {}

  /**
   * @throws IllegalArgumentException that names every problem
   */
  public static Policy read(String json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not valid JSON: " + e.getOriginalMessage(), e);
    }
    return new PolicyReader().policy(root);
  }

  private Policy policy(JsonNode root) {
    known(
        root,
        "the policy",
        Set.of(
            "tolerances", "aliases", "graphs", "limits", "objects", "lambdas", "averages", "ops"));
    List<Policy.ToleranceRule> tolerances = new ArrayList<>();
    for (JsonNode rule : list(root, "tolerances")) {
      known(rule, "a rule of tolerances", Set.of("path", "rtol", "atol"));
      tolerances.add(
          new Policy.ToleranceRule(
              glob(rule, "tolerances"),
              number(rule, "rtol", "tolerances"),
              number(rule, "atol", "tolerances")));
    }
    List<Policy.GraphRule> graphs = new ArrayList<>();
    for (JsonNode rule : list(root, "graphs")) {
      known(rule, "a rule of graphs", Set.of("path", "inputs", "outputs"));
      graphs.add(
          new Policy.GraphRule(
              glob(rule, "graphs"),
              texts(rule.path("inputs"), "graphs.inputs"),
              texts(rule.path("outputs"), "graphs.outputs")));
    }
    Map<String, String> aliases = texts(root.path("aliases"), "aliases");
    Map<String, Long> limits = new LinkedHashMap<>();
    object(root.path("limits"), "limits")
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode limit = field.getValue();
              if (!Policy.LIMITS.contains(field.getKey())) {
                problems.add(
                    "limits has an unknown key '%s'; known are %s"
                        .formatted(field.getKey(), String.join(", ", Policy.LIMITS)));
              } else if (limit.isIntegralNumber()
                  && limit.canConvertToLong()
                  && limit.longValue() >= 0) {
                limits.put(field.getKey(), limit.longValue());
              } else {
                problems.add("limits." + field.getKey() + " is no count");
              }
            });
    Map<String, Policy.Replacement> objects = new LinkedHashMap<>();
    fields(root.path("objects"), "objects")
        .forEach((name, node) -> objects.put(name, replacement("objects." + name, node)));
    for (String name : objects.keySet()) {
      if (aliases.containsKey(name)) {
        problems.add(name + " is in aliases and in objects");
      }
    }
    Map<String, Policy.LambdaRule> lambdas = new LinkedHashMap<>();
    fields(root.path("lambdas"), "lambdas")
        .forEach((name, node) -> lambdas.put(name, lambda("lambdas." + name, node)));
    List<String> averages = new ArrayList<>();
    for (JsonNode rule : list(root, "averages")) {
      known(rule, "a rule of averages", Set.of("path"));
      averages.add(glob(rule, "averages"));
    }
    List<String> ops = permittedOps(root.path("ops"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new Policy(tolerances, aliases, graphs, limits, objects, lambdas, averages, ops);
  }

  private List<String> permittedOps(JsonNode node) {
    List<String> ops = new ArrayList<>();
    if (!node.isMissingNode()) {
      known(node, "ops", Set.of("allow"));
      for (JsonNode op : list(node, "allow")) {
        if (!OP.matcher(op.asText()).matches() || !op.isTextual()) {
          problems.add("ops.allow: " + op + " is no name of an op");
        }
        ops.add(op.asText());
      }
    }
    return ops;
  }

  private Policy.Replacement replacement(String where, JsonNode node) {
    if (node.isTextual()) {
      return Policy.Replacement.of(node.textValue());
    }
    known(node, where, Set.of("layer", "map", "set"));
    Map<String, String> map = new LinkedHashMap<>();
    fields(node.path("map"), where + ".map")
        .forEach(
            (theirs, ours) -> {
              if (!ours.isTextual() && !ours.isNull()) {
                problems.add(where + ".map." + theirs + " is no string and not null");
              }
              map.put(theirs, ours.isTextual() ? ours.textValue() : "");
            });
    Map<String, String> set = new LinkedHashMap<>();
    fields(node.path("set"), where + ".set")
        .forEach((argument, value) -> set.put(argument, value.toString()));
    return new Policy.Replacement(text(node, "layer", where), map, set);
  }

  private Policy.LambdaRule lambda(String where, JsonNode node) {
    Map<String, String> arguments = new LinkedHashMap<>();
    fields(node, where)
        .forEach(
            (argument, value) -> {
              if (!argument.equals("op")) {
                arguments.put(argument, value.toString());
              }
            });
    return new Policy.LambdaRule(text(node, "op", where), arguments);
  }

  private Map<String, JsonNode> fields(JsonNode node, String where) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object(node, where)
        .fields()
        .forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private JsonNode list(JsonNode root, String key) {
    JsonNode node = root.path(key);
    if (!node.isArray() && !node.isMissingNode()) {
      problems.add(key + " is not a list");
      return MissingNode.getInstance();
    }
    return node;
  }

  private JsonNode object(JsonNode node, String where) {
    if (!node.isObject() && !node.isMissingNode()) {
      problems.add(where + " is not an object");
    }
    return node;
  }

  private void known(JsonNode node, String what, Set<String> keys) {
    if (!node.isObject()) {
      problems.add(what + " is not an object");
      return;
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                problems.add(what + " has an unknown key '" + key + "'");
              }
            });
  }

  private String text(JsonNode node, String key, String where) {
    if (!node.path(key).isTextual()) {
      problems.add(where + ": " + key + " is missing or no string");
    }
    return node.path(key).asText();
  }

  private String glob(JsonNode rule, String where) {
    String path = text(rule, "path", where);
    try {
      var unused = FileSystems.getDefault().getPathMatcher("glob:" + path);
    } catch (PatternSyntaxException e) {
      problems.add(where + ": path '" + path + "' is no glob: " + e.getDescription());
    }
    return path;
  }

  private double number(JsonNode node, String key, String where) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || value.doubleValue() < 0) {
      problems.add(where + ": " + key + " is missing or no number of 0 or more");
    }
    return value.asDouble();
  }

  private Map<String, String> texts(JsonNode node, String where) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(node, where)
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isTextual()) {
                texts.put(field.getKey(), field.getValue().textValue());
              } else {
                problems.add(where + "." + field.getKey() + " is no string");
              }
            });
    return texts;
  }
}
