package dev.salvor.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The run in numbers: {@code summary.json}.
 *
 * @param configuration digest over what decides the rows, see {@link PriorRun#configuration}
 * @param options as given
 * @param artifacts number of rows
 * @param outcomes rows by outcome, all of them in the order of the enum
 * @param classifications rows by classification, the same
 * @param kinds rows by kind, those that occur, by name; {@code unknown} where it could not be told
 * @param evidence published rows by evidence, those that occur, by name
 */
public record Summary(
    String runId,
    String configuration,
    Map<String, String> options,
    int artifacts,
    Map<Outcome, Integer> outcomes,
    Map<Classification, Integer> classifications,
    Map<String, Integer> kinds,
    Map<String, Integer> evidence) {

  public Summary {
    options = new TreeMap<>(options);
  }

  public static Summary of(
      String runId, String configuration, Map<String, String> options, List<MigrationRecord> rows) {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, 0);
    }
    Map<Classification, Integer> classifications = new EnumMap<>(Classification.class);
    for (Classification classification : Classification.values()) {
      classifications.put(classification, 0);
    }
    Map<String, Integer> kinds = new TreeMap<>();
    Map<String, Integer> evidence = new TreeMap<>();
    for (MigrationRecord row : rows) {
      outcomes.merge(row.outcome(), 1, Integer::sum);
      classifications.merge(row.classification(), 1, Integer::sum);
      kinds.merge(row.kind() == null ? "unknown" : row.kind().id(), 1, Integer::sum);
      if (row.output() != null && row.validation() != null) {
        evidence.merge(row.validation().evidence(), 1, Integer::sum);
      }
    }
    return new Summary(
        runId, configuration, options, rows.size(), outcomes, classifications, kinds, evidence);
  }

  public String toJson() {
    ObjectNode json = Json.object();
    json.put("schema_version", MigrationRecord.SCHEMA_VERSION);
    json.put("run_id", runId);
    json.putObject("tool").put("name", Tool.NAME).put("version", Tool.version());
    json.put("configuration", configuration);
    ObjectNode given = json.putObject("options");
    options.forEach(given::put);
    json.put("artifacts", artifacts);
    counts(json.putObject("outcomes"), outcomes, Outcome::id);
    counts(json.putObject("classifications"), classifications, Classification::id);
    counts(json.putObject("kinds"), kinds, kind -> kind);
    counts(json.putObject("evidence"), evidence, word -> word);
    return Json.writeIndented(json);
  }

  private static <K> void counts(
      ObjectNode json, Map<K, Integer> counts, Function<K, String> name) {
    counts.forEach((key, count) -> json.put(name.apply(key), count));
  }
}
