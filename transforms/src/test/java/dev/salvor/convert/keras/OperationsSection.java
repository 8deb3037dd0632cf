package dev.salvor.convert.keras;

import dev.salvor.convert.keras.CatalogueRow.Verdict;
import dev.salvor.convert.keras.layers.functions.RefusedOperations;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The part of {@code docs/support.md} about the operations of Keras 3. */
final class OperationsSection {
  /** The catalogues that scripts/property_test/list_operations.py wrote, oldest first. */
  static final List<String> VERSIONS = List.of("3.3", "3.6", "3.11", "3.15");

  private OperationsSection() {}

  static void write(Consumer<String> line) throws IOException {
    Map<String, Map<String, CatalogueRow>> operations = new TreeMap<>();
    for (String version : VERSIONS) {
      for (CatalogueRow row : CatalogueRow.all("operations-" + version)) {
        operations.computeIfAbsent(row.name(), name -> new TreeMap<>()).put(version, row);
      }
    }
    line.accept("## keras.ops");
    line.accept("");
    line.accept(
        "Operations that functional models of Keras 3 hold in the place of layers, by module and"
            + " class. ✓ converted, ✗ refused by name, – where no model of that version can hold it"
            + " or the version records another one, a blank where that version has no such"
            + " operation. Each is a model that that version wrote"
            + " (`scripts/property_test/list_operations.py`).");
    line.accept("");
    line.accept("| operation | " + String.join(" | ", VERSIONS) + " |");
    line.accept("|---|" + "---|".repeat(VERSIONS.size()));
    Map<String, String> refused = new TreeMap<>();
    Map<String, String> absent = new TreeMap<>();
    operations.forEach(
        (name, versions) -> {
          line.accept("| " + name + " | " + cells(versions) + " |");
          versions
              .values()
              .forEach(
                  row -> {
                    if (row.verdict() == Verdict.REFUSED) {
                      refused.put(name, row.why());
                    }
                  });
          boolean never =
              versions.values().stream().allMatch(row -> row.verdict() == Verdict.NO_LAYER);
          if (never) {
            String why = versions.values().iterator().next().why().replaceFirst("^\\w+Error: ", "");
            absent.put(name, RefusedOperations.REASONS.getOrDefault(name, why));
          }
        });
    line.accept("");
    refused.forEach((name, why) -> line.accept("- ✗ " + name + ": " + why));
    absent.forEach((name, why) -> line.accept("- – " + name + ": " + why));
    line.accept("");
  }

  private static String cells(Map<String, CatalogueRow> versions) {
    return String.join(
        " | ",
        VERSIONS.stream()
            .map(versions::get)
            .map(
                row ->
                    row == null
                        ? ""
                        : row.verdict() == Verdict.NO_LAYER ? "–" : row.verdict().sign())
            .toList());
  }
}
