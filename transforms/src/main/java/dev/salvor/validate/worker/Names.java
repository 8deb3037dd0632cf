package dev.salvor.validate.worker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which recorded tensor is which of the model's. */
final class Names {
  private Names() {}

  /**
   * Pairs by name where all names agree; by position where none does and there are as many.
   *
   * @return the model's name of each recorded one, in the model's order; empty where they differ
   */
  static Optional<Map<String, String>> match(Map<String, ?> model, Map<String, ?> recorded) {
    if (model.size() != recorded.size()) {
      return Optional.empty();
    }
    boolean byName = model.keySet().equals(recorded.keySet());
    if (!byName && model.keySet().stream().anyMatch(recorded::containsKey)) {
      return Optional.empty();
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    Iterator<String> names = recorded.keySet().iterator();
    for (String name : model.keySet()) {
      pairs.put(name, byName ? name : names.next());
    }
    return Optional.of(pairs);
  }
}
