package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.Set;
import java.util.stream.Collectors;

/** Why an inert pickle gives no model, by name. */
final class NoModel {
  private NoModel() {}

  static Finding explain(ModelFinder.Found found, Judgement judgement) {
    Set<Family> families = judgement.families();
    String named = String.join(", ", judgement.named());
    if (found.models().size() > 1 || found.ambiguous()) {
      return finding(
          Rule.FILE_FORMAT_UNSUPPORTED,
          found.models().size() > 1
              ? "it holds " + found.models().size() + " models; keep each in a file of its own"
              : "an architecture stands beside more than one list of weights");
    }
    if (families.contains(Family.TRAINING)) {
      return finding(
          Rule.FILE_FORMAT_UNSUPPORTED,
          "it holds the training record " + named + ", whose model is not taken out of it");
    }
    if (found.architecture()) {
      return finding(
          Rule.KERAS_NO_WEIGHTS,
          "it holds an architecture without weights"
              + (found.numbers()
                  ? ": lists of numbers do not say their type; keep them as NumPy arrays"
                  : ""));
    }
    if (families.contains(Family.ESTIMATOR) || families.contains(Family.WRAPPER)) {
      return finding(
          Rule.FILE_FOREIGN_FRAMEWORK,
          "it holds "
              + (named.isEmpty() ? "a wrapper without its model" : named)
              + " and no Keras model");
    }
    if (families.contains(Family.TORCH)) {
      return finding(Rule.FILE_FOREIGN_FRAMEWORK, "it holds PyTorch tensors");
    }
    if (families.contains(Family.TOKENIZER) || families.contains(Family.TABLE)) {
      return finding(Rule.FILE_NOT_A_MODEL, "it holds " + named + " and no model");
    }
    if (found.layers()) {
      return finding(
          Rule.KERAS_NO_ARCHITECTURE,
          "it holds layers one by one, each with its weights, and nothing that says how they are"
              + " connected");
    }
    if (found.weights()) {
      return finding(Rule.KERAS_NO_ARCHITECTURE, "it holds a list of arrays and no architecture");
    }
    return finding(
        Rule.FILE_NOT_A_MODEL,
        "it holds "
            + (families.isEmpty()
                ? Family.DATA.label()
                : families.stream()
                    .sorted()
                    .map(Family::label)
                    .collect(Collectors.joining(" and ")))
            + " and no model");
  }

  private static Finding finding(Rule rule, String message) {
    return Finding.of(rule, Location.NONE, message);
  }
}
