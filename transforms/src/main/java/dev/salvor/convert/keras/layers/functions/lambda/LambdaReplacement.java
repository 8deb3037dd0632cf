package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.lambda.KnownFunctions;
import dev.salvor.policy.Policy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the policy has in the place of a Lambda's function. */
final class LambdaReplacement {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LambdaReplacement() {}

  /** The policy's, by the name of the layer or of the function. */
  static Optional<Policy.LambdaRule> rule(LayerCall call, JsonNode stored) {
    Map<String, Policy.LambdaRule> rules = call.policy().lambdas();
    String path = call.config().path();
    Policy.LambdaRule byLayer = rules.get(path.substring(path.lastIndexOf('/') + 1));
    return byLayer != null ? Optional.of(byLayer) : Optional.ofNullable(rules.get(name(stored)));
  }

  private static String name(JsonNode stored) {
    return stored.isTextual() ? stored.textValue() : stored.path("config").asText("");
  }

  /** A name of the policy as the list has it, {@code l2_normalize} for {@code K.l2_normalize}. */
  static Optional<String> canonical(String op) {
    for (String module : new String[] {"", "K.", "tf.", "ops.", "tf.math.", "tf.nn."}) {
      String name = KnownFunctions.canonical(module + op);
      if (LambdaFunctions.named(name).isPresent()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  static List<KerasTensor> results(LayerCall call, Policy.LambdaRule rule) {
    Map<String, Argument<KerasTensor>> keywords = new LinkedHashMap<>();
    rule.arguments()
        .forEach((name, json) -> keywords.put(name, BuildTimeFunctions.constant(value(json))));
    String op = canonical(rule.op()).orElseThrow(() -> call.refused("no function " + rule.op()));
    call.fix("policy/lambdas", "The policy has " + op + " in the place of the Lambda's function");
    return apply(call, op, keywords);
  }

  private static JsonNode value(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the policy was read as JSON", e);
    }
  }

  /** A function stored by its name, whose code is elsewhere. */
  static ArtifactException named(LayerCall call, JsonNode stored) {
    String path = call.config().path();
    return Finding.of(
            Rule.KERAS_LAYER_UNKNOWN,
            Location.layer(path),
            "%s is a Lambda of the function '%s', whose code is not in the file",
            path,
            name(stored))
        .exception();
  }

  /** Several inputs are several arguments to a function of two operands, else a list. */
  private static List<KerasTensor> apply(
      LayerCall call, String op, Map<String, Argument<KerasTensor>> keywords) {
    List<Argument<KerasTensor>> arguments = call.args().subList(0, 1);
    boolean pair = LambdaFunctions.named(op).orElseThrow().definition().parameters().contains("y");
    if (pair && arguments.get(0) instanceof Argument.Sequence<KerasTensor> sequence) {
      arguments = sequence.items();
    }
    return LambdaLayer.tensors(
        call, new LambdaEvaluator(call, Map.of()).apply(op, arguments, keywords));
  }
}
