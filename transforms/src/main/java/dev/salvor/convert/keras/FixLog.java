package dev.salvor.convert.keras;

import dev.salvor.finding.Fix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the recipes that were applied, each once with all its places. */
final class FixLog {
  private record Entry(String description, Set<String> where) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  void add(String recipe, String description, String where) {
    entries
        .computeIfAbsent(recipe, id -> new Entry(description, new LinkedHashSet<>()))
        .where()
        .add(where);
  }

  void addAll(List<Fix> fixes) {
    fixes.forEach(fix -> fix.where().forEach(where -> add(fix.recipe(), fix.description(), where)));
  }

  List<Fix> fixes() {
    List<Fix> fixes = new ArrayList<>();
    entries.forEach(
        (recipe, entry) ->
            fixes.add(new Fix(recipe, entry.description(), List.copyOf(entry.where()))));
    return fixes;
  }
}
