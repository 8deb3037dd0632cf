package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.lambda.LambdaCheck;
import dev.salvor.inspect.keras.lambda.LambdaFunction;
import dev.salvor.inspect.keras.lambda.LambdaReader;
import dev.salvor.inspect.keras.lambda.LambdaReading;
import dev.salvor.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A Lambda: its function, read from bytecode and rebuilt from ops. It is never run. Keras calls it
 * with the inputs and the stored arguments, with {@code mask} and {@code training} where it takes
 * them (keras 2.3.1 layers/core.py, keras 2.15 layers/core/lambda_layer.py), and hands no mask on.
 */
public final class LambdaLayer implements LayerConverter {
  private static final Map<String, String> MODULES =
      Map.of(
          "K", "keras.backend",
          "backend", "keras.backend",
          "tf", "tensorflow",
          "np", "numpy",
          "ops", "keras.ops");

  /** What is wrong with a rule of the policy. */
  public static Optional<String> problem(Policy.LambdaRule rule) {
    Optional<String> op = LambdaReplacement.canonical(rule.op());
    if (op.isEmpty()) {
      return Optional.of("there is no function '" + rule.op() + "'");
    }
    LambdaFunctions.Entry entry = LambdaFunctions.named(op.get()).orElseThrow();
    return rule.arguments().keySet().stream()
        .filter(given -> !entry.definition().takes(entry.keyword(given)))
        .sorted()
        .findFirst()
        .map(given -> op.get() + " takes no argument '" + given + "'");
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    JsonNode stored = call.config().node("function");
    call.config()
        .inert("function_type", "module", "output_shape", "output_shape_type", "arguments");
    call.config().inert("output_shape_module", "mask_type", "symbolic");
    Optional<Policy.LambdaRule> rule = LambdaReplacement.rule(call, stored);
    if (rule.isPresent()) {
      return LambdaReplacement.results(call, rule.get());
    }
    if (stored.isTextual() || stored.path("class_name").asText().equals("function")) {
      throw LambdaReplacement.named(call, stored);
    }
    LambdaCheck.obstacle(stored)
        .ifPresent(
            obstacle -> {
              throw unsafe(call, "a Lambda that cannot be rebuilt: " + obstacle);
            });
    LambdaFunction function =
        ((LambdaReading.Recovered) LambdaReader.read(stored).orElseThrow()).function();
    try {
      call.config().only("mask");
      List<KerasTensor> results = results(call, function);
      LambdaShape.check(call, results);
      call.fix("keras/lambda", description(function));
      return results;
    } catch (ArtifactException e) {
      throw unsafe(
          call,
          String.format(
              "the Lambda '%s' (Python %s) cannot be rebuilt: %s",
              function.text(), LambdaCheck.versions(function), e.finding().message()));
    }
  }

  private static ArtifactException unsafe(LayerCall call, String message) {
    String path = call.config().path();
    return Finding.of(Rule.KERAS_LAMBDA, Location.layer(path), "%s: %s", path, message).exception();
  }

  private static List<KerasTensor> results(LayerCall call, LambdaFunction function) {
    Map<String, Argument<KerasTensor>> given = parameters(call, function);
    Argument<KerasTensor> result = new LambdaEvaluator(call, given).evaluate(function.returned());
    return tensors(call, result);
  }

  static List<KerasTensor> tensors(LayerCall call, Argument<KerasTensor> result) {
    if (result instanceof Argument.Leaf<KerasTensor> leaf) {
      return List.of(leaf.value().withMask(null));
    }
    if (result instanceof Argument.Sequence<KerasTensor> sequence
        && !sequence.items().isEmpty()
        && sequence.items().stream().allMatch(item -> item instanceof Argument.Leaf)) {
      return result.tensors().stream().map(tensor -> tensor.withMask(null)).toList();
    }
    throw call.refused("it returns no tensor");
  }

  private static Map<String, Argument<KerasTensor>> parameters(
      LayerCall call, LambdaFunction function) {
    Map<String, Argument<KerasTensor>> given = new HashMap<>();
    LambdaEvaluator constants = new LambdaEvaluator(call, Map.of());
    function.defaults().forEach((name, value) -> given.put(name, constants.evaluate(value)));
    List<String> names = function.parameters();
    if (names.isEmpty() || call.args().isEmpty()) {
      throw call.refused("its function takes no input");
    }
    call.config()
        .node("arguments")
        .fields()
        .forEachRemaining(
            field -> {
              if (!names.contains(field.getKey())) {
                throw call.refused("its function takes no argument " + field.getKey());
              }
              given.put(field.getKey(), BuildTimeFunctions.constant(field.getValue()));
            });
    if (names.contains("mask")) {
      given.put(
          "mask",
          call.mask()
              .<Argument<KerasTensor>>map(mask -> new Argument.Leaf<>(maskOf(call, mask)))
              .orElseGet(() -> BuildTimeFunctions.constant(NullNode.getInstance())));
    }
    if (names.contains("training") && !call.era().multiBackend()) {
      given.put("training", BuildTimeFunctions.constant(BooleanNode.FALSE));
    }
    given.put(names.get(0), call.args().get(0));
    return given;
  }

  /** A mask has the first axes of what it masks. */
  private static KerasTensor maskOf(LayerCall call, Tensor mask) {
    KerasTensor input = call.input();
    return KerasTensor.of(mask, input.shape().slice(0, 2));
  }

  private static String description(LambdaFunction function) {
    StringBuilder taken = new StringBuilder();
    TreeSet<String> roots = new TreeSet<>();
    for (String called : function.called()) {
      int dot = called.indexOf('.');
      roots.add(dot < 0 ? called : called.substring(0, dot));
    }
    for (String root : roots) {
      String module = MODULES.get(root);
      if (module != null) {
        taken.append(taken.isEmpty() ? ", with " : ", ").append(root).append(" for ");
        taken.append(module);
      }
    }
    return String.format(
        "The Lambda's bytecode (Python %s) was read, not run, and rebuilt: %s%s",
        LambdaCheck.versions(function), function.text(), taken);
  }
}
