package dev.salvor.convert.keras.layers;

import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.lambda.LambdaLayer;
import dev.salvor.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Whether what a policy names is there: a usage error, said before anything is read. */
public final class PolicyCheck {
  private PolicyCheck() {}

  /** What is wrong, in sentences; empty where nothing is. */
  public static List<String> problems(Policy policy) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(policy.replacements())
        .forEach(
            (name, stand) -> {
              boolean layer = LayerCatalog.standard().converter(stand.builtIn()).isPresent();
              boolean function = Formulas.named(stand.builtIn()).isPresent();
              boolean arguments = !stand.map().isEmpty() || !stand.set().isEmpty();
              if (!layer && !(function && !arguments)) {
                problems.add(
                    String.format(
                        "objects.%s: there is no built-in %s '%s'",
                        name, arguments ? "layer" : "layer or activation", stand.builtIn()));
              }
            });
    new TreeMap<>(policy.lambdas())
        .forEach(
            (name, rule) ->
                LambdaLayer.problem(rule)
                    .ifPresent(problem -> problems.add("lambdas." + name + ": " + problem)));
    return problems;
  }
}
