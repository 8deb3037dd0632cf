package dev.salvor.convert.keras;

import dev.salvor.finding.Fix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the recipes that were applied, each once with all its places; twice where it has two
 * descriptions, as of two Lambdas.
 */
final class FixLog {
  private record Applied(String recipe, String description) {}

  private final Map<Applied, Set<String>> entries = new LinkedHashMap<>();

  void add(String recipe, String description, String where) {
    entries
        .computeIfAbsent(new Applied(recipe, description), applied -> new LinkedHashSet<>())
        .add(where);
  }

  void addAll(List<Fix> fixes) {
    fixes.forEach(fix -> fix.where().forEach(where -> add(fix.recipe(), fix.description(), where)));
  }

  List<Fix> fixes() {
    List<Fix> fixes = new ArrayList<>();
    entries.forEach(
        (applied, where) ->
            fixes.add(new Fix(applied.recipe(), applied.description(), List.copyOf(where))));
    return fixes;
  }
}
