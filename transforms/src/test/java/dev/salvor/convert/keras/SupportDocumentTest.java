package dev.salvor.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.convert.Converters;
import dev.salvor.convert.keras.CatalogueRow.Verdict;
import dev.salvor.convert.keras.layers.LayerCatalog;
import dev.salvor.convert.keras.layers.functions.SupportedFunctions;
import dev.salvor.convert.keras.recipes.Recipe;
import dev.salvor.convert.keras.recipes.Recipes;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/support.md} says what is supported: it is written from the tables and from converting
 * a model of every layer and activation as each version of Keras wrote it, and is to be current.
 * {@code -Dsalvor.regenerate=true} writes it anew.
 */
class SupportDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "support.md");

  /** The catalogues that scripts/property_test/list_layers.py wrote, oldest first. */
  private static final Path SAMPLES =
      Path.of("../pipeline/src/test/resources/samples.manifest.jsonl");

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

  /** By layer, the arguments that some model gives another value than the default. */
  private final Map<String, Set<String>> varied = new HashMap<>();

  /** Layers with arguments drawn at random that are refused, and why. */
  private final Map<String, Set<String>> refusedVariants = new TreeMap<>();

  private int variants;

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
        if (row.variant() > 0) {
          variant(row, layers.get(row.name()).get(version));
          continue;
        }
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
    beside();
    activations(activations);
    OperationsSection.write(written -> line("%s", written));
    functions();
    recipes();
  }

  private void variant(CatalogueRow row, CatalogueRow plain) {
    if (row.verdict() == Verdict.CONVERTED) {
      variants++;
      varied.computeIfAbsent(row.name(), name -> new HashSet<>()).addAll(row.differing(plain));
    } else {
      refusedVariants
          .computeIfAbsent(row.name(), name -> new TreeSet<>())
          .add(row.why().substring(row.why().indexOf(": ") + 2));
    }
  }

  private void kinds() throws IOException {
    line("## Formats");
    line("");
    line("| format | `kind` in the manifest | becomes a SavedModel | among the samples |");
    line("|---|---|---|---|");
    Map<String, String> samples = samples();
    for (Kind kind : Kind.values()) {
      String converted =
          switch (kind) {
            case ARCHIVE, COMPRESSED -> "each model in it";
            case SESSION_BUNDLE -> "no";
            default -> Converters.of(kind).isPresent() ? "yes" : "no";
          };
      line(
          "| %s | `%s` | %s | %s |",
          kind.label(), kind.id(), converted, samples.getOrDefault(kind.id(), ""));
    }
    line("");
  }

  /** A sample of each kind, the ones that are published first. */
  private static Map<String, String> samples() throws IOException {
    Map<String, String> published = new HashMap<>();
    Map<String, String> others = new HashMap<>();
    for (String line : Files.readAllLines(SAMPLES)) {
      JsonNode row = new ObjectMapper().readTree(line);
      (row.path("output").isObject() ? published : others)
          .putIfAbsent(row.path("kind").asText(), "`" + row.path("artifact").asText() + "`");
    }
    others.forEach(published::putIfAbsent);
    return published;
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
          versions.values().forEach(row -> arguments.addAll(row.arguments().keySet()));
          line(
              "| %s | %s | %s |",
              name,
              cells(versions),
              String.join(
                  ", ", arguments.stream().map(argument -> shown(name, argument)).toList()));
          versions.values().stream()
              .filter(row -> row.verdict() == Verdict.REFUSED)
              .forEach(row -> refused.put(name, row.why()));
        });
    line("");
    line(
        "Beside the plain models, %,d with arguments drawn at random by those versions are"
            + " converted here; arguments in *italics* have their default value in all of them.",
        variants);
    line("");
    reasons(refused);
    refusedVariants.forEach(
        (name, whys) -> whys.forEach(why -> line("- ✗ %s with some arguments: %s", name, why)));
    if (!refusedVariants.isEmpty()) {
      line("");
    }
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

  private String shown(String layer, String argument) {
    return varied.getOrDefault(layer, Set.of()).contains(argument)
        ? argument
        : "*" + argument + "*";
  }

  /** What packages beside Keras add; {@code RecordedModelsTest} holds their numbers. */
  private void beside() throws IOException {
    line("## Layers beside Keras");
    line("");
    line(
        "Told by the name that their package registers them under, or by class and arguments."
            + " Models of most, as the packages themselves wrote them, are run by"
            + " `RecordedModelsTest`.");
    line("");
    line("| package | converted |");
    line("|---|---|");
    Map<String, Set<String>> packages = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : LayerCatalog.besideKeras()) {
      beside(packages, name);
    }
    Recipes.ALL.stream()
        .filter(recipe -> recipe.id().startsWith("addons/") && !recipe.id().endsWith("activations"))
        .forEach(recipe -> beside(packages, "Addons>" + recipe.id().substring("addons/".length())));
    for (RecordedModel model : RecordedModel.all("addons.jsonl.gz")) {
      registered(model.config()).forEach(name -> beside(packages, name));
    }
    packages.forEach((name, classes) -> line("| %s | %s |", name, String.join(", ", classes)));
    line("");
    LayerCatalog.unsupported().forEach((name, why) -> line("- ✗ %s %s", name, why));
    line("");
  }

  private static void beside(Map<String, Set<String>> packages, String name) {
    int separator = name.indexOf('>');
    packages
        .computeIfAbsent(name.substring(0, separator), key -> new TreeSet<>())
        .add(name.substring(separator + 1));
  }

  /** Names of TensorFlow Addons anywhere in a configuration: layers, cells, functions. */
  private static Set<String> registered(JsonNode config) {
    Set<String> names = new TreeSet<>();
    if (config.isTextual() && config.textValue().startsWith("Addons>")) {
      names.add(config.textValue());
    }
    config.forEach(item -> names.addAll(registered(item)));
    return names;
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
                    "- `%s`: %s",
                    module.isEmpty() ? "tf" : "tf." + module, String.join(", ", names)));
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
