package dev.salvor.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.convert.Converters;
import dev.salvor.convert.keras.CatalogueRow.Verdict;
import dev.salvor.convert.keras.layers.functions.SupportedFunctions;
import dev.salvor.convert.keras.recipes.Recipe;
import dev.salvor.convert.keras.recipes.Recipes;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/support.md} says what is supported: it is written from the tables and from converting
 * a model of every layer and activation as each version of Keras wrote it, and is to be current.
 * {@code -Dsalvor.regenerate=true} writes it anew.
 */
class SupportDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "support.md");

  /** The catalogues that scripts/property_test/list_layers.py wrote, oldest first. */
  private static final List<String> VERSIONS =
      List.of(
          "keras-1.2",
          "keras-2.3",
          "tf.keras-1.15",
          "tf.keras-2.6",
          "tf.keras-2.15",
          "keras-3.6",
          "keras-3.15");

  private final StringBuilder text = new StringBuilder();

  @Test
  void theDocumentIsCurrent() throws IOException {
    write();
    if (Boolean.getBoolean("salvor.regenerate")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(DOCUMENT));
  }

  private void write() throws IOException {
    Map<String, Map<String, CatalogueRow>> layers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, Map<String, CatalogueRow>> activations = new TreeMap<>();
    for (String version : VERSIONS) {
      for (CatalogueRow row : CatalogueRow.all(version)) {
        (row.layer() ? layers : activations)
            .computeIfAbsent(row.name(), name -> new TreeMap<>())
            .put(version, row);
      }
    }
    line("# What is supported");
    line("");
    line(
        "Written by `SupportDocumentTest` from the tables of the code, and checked by it: do not"
            + " edit. Every cell of the tables of layers and activations is a model that that"
            + " version of Keras wrote (`scripts/property_test/list_layers.py`), converted while"
            + " this page was written. That the numbers are right too is what"
            + " `scripts/property_test` shows, with random arguments.");
    line("");
    kinds();
    layers(layers);
    activations(activations);
    OperationsSection.write(written -> line("%s", written));
    functions();
    recipes();
  }

  private void kinds() {
    line("## Formats");
    line("");
    line("| format | `kind` in the manifest | becomes a SavedModel |");
    line("|---|---|---|");
    for (Kind kind : Kind.values()) {
      String converted =
          switch (kind) {
            case ARCHIVE, COMPRESSED -> "each model in it";
            case SESSION_BUNDLE -> "no";
            default -> Converters.of(kind).isPresent() ? "yes" : "no";
          };
      line("| %s | `%s` | %s |", kind.label(), kind.id(), converted);
    }
    line("");
  }

  private void layers(Map<String, Map<String, CatalogueRow>> layers) {
    line("## Layers");
    line("");
    line(
        "✓ converted, ✗ refused by name, a blank where that version has no such layer. Arguments"
            + " are those that act at inference; with one that is not known a layer is refused.");
    line("");
    head("layer", "arguments");
    Map<String, String> refused = new TreeMap<>();
    layers.forEach(
        (name, versions) -> {
          if (versions.values().stream().allMatch(row -> row.verdict() == Verdict.NO_LAYER)) {
            return;
          }
          Set<String> arguments = new LinkedHashSet<>();
          versions.values().forEach(row -> arguments.addAll(row.arguments()));
          line("| %s | %s | %s |", name, cells(versions), String.join(", ", arguments));
          versions.values().stream()
              .filter(row -> row.verdict() == Verdict.REFUSED)
              .forEach(row -> refused.put(name, row.why()));
        });
    line("");
    reasons(refused);
    line("Not listed, because no model of one is made for this page: ");
    Map<String, String> others = new TreeMap<>();
    layers.forEach(
        (name, versions) ->
            versions.values().stream()
                .filter(
                    row -> row.verdict() == Verdict.NO_LAYER && !row.why().startsWith("another"))
                .forEach(row -> others.put(name, row.why())));
    others.forEach((name, why) -> line("- %s: %s", name, why));
    line("");
  }

  private void activations(Map<String, Map<String, CatalogueRow>> activations) {
    line("## Activations");
    line("");
    line("With the formula of the version that wrote the file.");
    line("");
    head("activation", "");
    Map<String, String> refused = new TreeMap<>();
    activations.forEach(
        (name, versions) -> {
          line("| %s | %s | |", name, cells(versions));
          versions.values().stream()
              .filter(row -> row.verdict() == Verdict.REFUSED)
              .forEach(row -> refused.put(name, row.why()));
        });
    line("");
    reasons(refused);
  }

  private void functions() {
    line("## Functions of TensorFlow");
    line("");
    line(
        "What a functional model of tf.keras 2.4 to 2.15 holds as `TFOpLambda` and"
            + " `SlicingOpLambda`, and what the code of a Lambda calls, with every argument that"
            + " acts; one that is not known is refused. The lists of"
            + " `scripts/property_test/list_functions.py` from TensorFlow 2.6, 2.9, 2.12 and 2.15"
            + " are all below or refused with a reason.");
    line("");
    SupportedFunctions.tensorflow()
        .forEach(
            (module, names) ->
                line(
                    "- `%s`: %s", module.isEmpty() ? "tf" : "tf." + module, String.join(", ", names)));
    line("");
    line("Refused, because a function of this name …");
    line("");
    SupportedFunctions.refused()
        .forEach((reason, names) -> line("- … %s: %s", reason, String.join(", ", names)));
    line("");
  }

  private void recipes() {
    line("## Recipes");
    line("");
    line("Facts of the history of Keras, as they appear in the `fixes` of a row.");
    line("");
    for (Recipe recipe : Recipes.ALL) {
      line("- `%s`: %s", recipe.id(), recipe.description());
    }
  }

  private void head(String first, String last) {
    line("| %s | %s | %s |", first, String.join(" | ", VERSIONS), last);
    line("|---|%s---|", "---|".repeat(VERSIONS.size()));
  }

  private static String cells(Map<String, CatalogueRow> versions) {
    return String.join(
        " | ",
        VERSIONS.stream()
            .map(version -> versions.get(version))
            .map(row -> row == null ? "" : row.verdict().sign())
            .toList());
  }

  private void reasons(Map<String, String> refused) {
    refused.forEach((name, why) -> line("- ✗ %s: %s", name, why));
    if (!refused.isEmpty()) {
      line("");
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(java.util.Locale.ROOT, format, values)).append('\n');
  }
}
