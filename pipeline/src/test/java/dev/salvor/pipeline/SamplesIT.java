package dev.salvor.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.salvor.manifest.MigrationRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job over samples/store: once, again, and elsewhere with another parallelism.
 *
 * <p>The rows are those of {@code samples.manifest.jsonl}. Where a change is meant, write them anew
 * and read the difference: {@code scripts/test -Dit.test=SamplesIT -Dsalvor.regenerate=true}.
 */
class SamplesIT {
  private static final String EXPECTED = "samples.manifest.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;
  private final Migrated migrated = SamplesRun.get().migrated();
  private final Job.Result first = SamplesRun.get().result();

  @Test
  void theRowsAreTheExpectedOnes() throws Exception {
    List<String> rows = migrated.normalised();
    if (Boolean.getBoolean("salvor.regenerate")) {
      Files.write(Job.HOME.resolve("pipeline/src/test/resources").resolve(EXPECTED), rows);
      return;
    }
    try (InputStream file = SamplesIT.class.getResourceAsStream("/" + EXPECTED)) {
      List<String> expected = new String(file.readAllBytes(), UTF_8).lines().toList();
      assertThat(rows).hasSameSizeAs(expected);
      SoftAssertions each = new SoftAssertions();
      for (int i = 0; i < rows.size(); i++) {
        each.assertThat(rows.get(i)).isEqualTo(expected.get(i));
      }
      each.assertAll();
    }
  }

  @Test
  void everyRowFollowsTheSchema() throws Exception {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(MigrationRecord.class.getResourceAsStream("manifest.schema.json"));
    for (String line : migrated.lines()) {
      assertThat(schema.validate(JSON.readTree(line))).as(line).isEmpty();
    }
  }

  @Test
  void everyFileOfTheStoreIsInOneRow() throws Exception {
    List<String> listed =
        migrated.rows().values().stream()
            .flatMap(row -> row.path("files").findValuesAsText("path").stream())
            .map(path -> path.replaceFirst("!/.*", ""))
            .sorted()
            .toList();
    assertThat(listed).isEqualTo(List.copyOf(Migrated.digests(Job.SAMPLES).keySet()));
  }

  @Test
  void theDigestsAreThoseOfTheFiles() throws Exception {
    Map<String, String> digests = Migrated.digests(Job.SAMPLES);
    for (JsonNode row : migrated.rows().values()) {
      for (JsonNode file : row.path("files")) {
        String path = file.path("path").asText();
        if (!path.contains("!/")) {
          assertThat(file.path("sha256").asText()).as(path).isEqualTo(digests.get(path));
        }
      }
    }
  }

  @Test
  void theSummaryCountsTheRows() throws Exception {
    JsonNode summary = migrated.summary();
    Map<String, Long> outcomes =
        migrated.rows().values().stream()
            .collect(Collectors.groupingBy(r -> r.path("outcome").asText(), Collectors.counting()));
    assertThat(summary.path("artifacts").asInt()).isEqualTo(migrated.rows().size());
    summary
        .path("outcomes")
        .fields()
        .forEachRemaining(
            count ->
                assertThat(count.getValue().asLong())
                    .as(count.getKey())
                    .isEqualTo(outcomes.getOrDefault(count.getKey(), 0L)));
  }

  @Test
  void whatIsPublishedIsWhatTheRowsSay() throws Exception {
    List<Path> said =
        migrated.rows().values().stream()
            .filter(row -> row.has("output"))
            .map(row -> Path.of(row.path("output").path("uri").asText()))
            .sorted()
            .toList();
    assertThat(said).isNotEmpty().isEqualTo(migrated.visible());
    for (Path model : said) {
      assertThat(model.getParent().getParent()).isEqualTo(migrated.models());
      assertThat(model.getFileName()).hasToString("1");
      assertThat(model.resolve("assets.extra/salvor/provenance.intoto.json")).exists();
      assertThat(model.resolve("assets.extra/salvor/record.json")).exists();
    }
    String config = Files.readString(migrated.output().resolve("models.config"));
    for (Path model : said) {
      assertThat(config)
          .contains("name: \"" + model.getParent().getFileName() + "\"")
          .contains("base_path: \"" + model.getParent() + "\"");
    }
    assertThat(config.lines().filter(line -> line.contains("base_path"))).hasSize(said.size());
  }

  @Test
  void aCopiedModelHasTheBytesOfItsSource() throws Exception {
    for (JsonNode row : migrated.rows().values()) {
      if (row.path("outcome").asText().equals("copied")) {
        Map<String, String> published =
            Migrated.digests(Path.of(row.path("output").path("uri").asText()));
        published.keySet().removeIf(path -> path.startsWith("assets.extra/salvor/"));
        assertThat(published)
            .isEqualTo(Migrated.digests(Job.SAMPLES.resolve(row.path("artifact").asText())));
      }
    }
  }

  @Test
  void theRunIsCommittedAndNothingIsLeftBehind() throws IOException {
    assertThat(migrated.runs()).isNotEmpty();
    for (String name :
        Set.of("manifest.jsonl", "summary.json", "findings.sarif", "report.html", "state.jsonl")) {
      assertThat(migrated.lastRun().resolve(name)).isNotEmptyFile();
    }
    assertThat(migrated.output().resolve("_salvor/staging")).doesNotExist();
  }

  @Test
  void thePersonIsToldWhatCameOfIt() {
    assertThat(first.out())
        .contains("unsafe_pickle", "needs_migration", "need a person")
        .contains("inbox/weld_defects_upload.h5  [corrupt]")
        .containsPattern("Manifest +/.*manifest\\.jsonl")
        .containsPattern("Report +/.*report\\.html");
    assertThat(first.out()).doesNotContain("could not be compared");
    assertThat(first.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void modelsAreRunInAnotherProcess() {
    assertThat(first.children()).isNotEmpty();
  }

  @Test
  void aSecondRunChangesNothingAndLoadsNothing() throws Exception {
    Path output = temporary.resolve("twice");
    Trees.copy(migrated.output(), output);
    Migrated before = migrated;
    Migrated again = new Migrated(output);
    Map<Path, Long> published = again.modified();

    Job.Result second = Job.migrate(Job.SAMPLES, output, "--goldens=" + Job.GOLDENS);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(again.runs()).hasSize(before.runs().size() + 1);
    assertThat(second.children()).as("processes that could load TensorFlow").isEmpty();
    assertThat(again.modified()).isEqualTo(published);
    assertThat(again.rows().keySet()).isEqualTo(before.rows().keySet());
    for (JsonNode row : again.rows().values()) {
      JsonNode then = before.row(row.path("artifact").asText());
      assertThat(row.path("outcome").asText()).as(row.toString()).isEqualTo("unchanged");
      assertThat(row.path("previous").path("outcome")).isEqualTo(then.path("outcome"));
      assertThat(row.path("previous").path("run_id")).isEqualTo(then.path("run_id"));
      assertThat(row.has("timing_ms")).isFalse();
      for (String kept : List.of("validation", "output", "findings", "reason", "fingerprint")) {
        assertThat(row.path(kept)).as(kept).isEqualTo(then.path(kept));
      }
    }
  }

  @Test
  void anotherParallelismGivesTheSameRowsAndTheSameBytes() throws Exception {
    Migrated other = new Migrated(temporary.resolve("one-by-one"));
    Job.migrate(Job.SAMPLES, other.output(), "--goldens=" + Job.GOLDENS, "--targetParallelism=1");
    assertThat(other.normalised()).isEqualTo(migrated.normalised());
    assertThat(Migrated.digests(other.models())).isEqualTo(Migrated.digests(migrated.models()));
  }
}
