package dev.salvor.artifact;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The part of a file name by which architecture and weights are matched. */
final class Stem {
  private static final List<String> EXTENSIONS =
      List.of(
          ".weights.h5",
          ".weights.json",
          ".hdf5",
          ".json",
          ".yaml",
          ".yml",
          ".h5",
          ".hdf",
          ".he5",
          ".npz",
          ".pickle",
          ".pkl");

  /** Words that say what a file is to a model, not which model it is. */
  private static final Set<String> ROLES =
      Set.of(
          "weights",
          "weight",
          "model",
          "arch",
          "architecture",
          "config",
          "and",
          "json",
          "yaml",
          "best",
          "final",
          "last",
          "ckpt",
          "checkpoint",
          "cp",
          "tf",
          "keras",
          "topology",
          "structure",
          "variables");

  private static final Pattern SEPARATOR = Pattern.compile("[._\\-\\s]+");

  private Stem() {}

  /** The name without its extension. */
  static String exact(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String extension : EXTENSIONS) {
      if (lower.endsWith(extension) && lower.length() > extension.length()) {
        return name.substring(0, name.length() - extension.length());
      }
    }
    return name;
  }

  /** The name without its extension and without the words that tell roles; may be empty. */
  static String subject(String name) {
    return Stream.of(SEPARATOR.split(exact(name).toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty() && !ROLES.contains(word))
        .reduce((a, b) -> a + "." + b)
        .orElse("");
  }
}
