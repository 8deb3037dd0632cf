package dev.salvor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.beam.BeamStore;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is written by {@link RunCommit} and read by {@link PriorRows}. */
class RunCommitTest {
  @TempDir Path root;

  @BeforeAll
  static void fileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  private RunSettings settings(String run) {
    return Sample.settings(root, run, RunSettings.Mode.INCREMENTAL);
  }

  private void commit(String run, List<MigrationRecord> rows, List<RunState> states)
      throws IOException {
    new RunCommit(settings(run), new BeamStore()).commit(rows, states, Map.of("input", "store"));
  }

  private static MigrationRecord rejected(String artifact) {
    return Sample.row(artifact, Classification.CORRUPT, Outcome.REJECTED, null, null);
  }

  private Map<String, ChangeDetection.Prior> prior() throws IOException {
    return PriorRows.read(new BeamStore(), settings("9"));
  }

  @Test
  void thereIsNoRunBeforeTheFirst() throws IOException {
    assertThat(prior()).isEmpty();
  }

  @Test
  void rowsAreSortedAndFoundAgain() throws IOException {
    Artifact artifact = Sample.file(root, "b.h5", "b");
    RunState state = RunState.of(artifact, null);
    commit(
        "1", List.of(rejected("b.h5"), rejected("a.zip!/y"), rejected("a.zip!/x")), List.of(state));
    assertThat(Files.readAllLines(root.resolve("out/_salvor/runs/1/manifest.jsonl")))
        .extracting(line -> line.replaceFirst(".*\"artifact\":\"([^\"]*)\".*", "$1"))
        .containsExactly("a.zip!/x", "a.zip!/y", "b.h5");
    assertThat(prior()).containsOnlyKeys("b.h5", "a.zip");
    assertThat(prior().get("a.zip").rows()).hasSize(2);
    RunState found = prior().get("b.h5").state();
    assertThat(found).isNotNull();
    assertThat(found.same(state)).isTrue();
  }

  @Test
  void onlyACommittedRunCounts() throws IOException {
    commit("1", List.of(rejected("a.h5")), List.of());
    commit("2", List.of(rejected("b.h5")), List.of());
    Files.delete(root.resolve("out/_salvor/runs/2/_SUCCESS"));
    assertThat(prior()).containsOnlyKeys("a.h5");
  }

  @Test
  void anotherConfigurationIsNotComparable() throws IOException {
    Artifact artifact = Sample.file(root, "a.h5", "a");
    commit("1", List.of(rejected("a.h5")), List.of(RunState.of(artifact, null)));
    Path summary = root.resolve("out/_salvor/runs/1/summary.json");
    Files.writeString(
        summary,
        Files.readString(summary)
            .replaceFirst("(\"configuration\" *: *\")configuration\"", "$1another\""));
    assertThat(prior().get("a.h5").state()).isNull();
    assertThat(prior().get("a.h5").rows()).hasSize(1);
  }

  @Test
  void theServingConfigNamesWhatIsPublished() throws IOException {
    MigrationRecord.Output output = Sample.output(settings("1"), "team.model", 2);
    commit(
        "1",
        List.of(
            Sample.row("a", Classification.NEEDS_MIGRATION, Outcome.MIGRATED, null, output),
            Sample.row(
                    "b",
                    Classification.NEEDS_MIGRATION,
                    Outcome.MIGRATED,
                    null,
                    Sample.output(settings("1"), "gone", 1))
                .removed("1"),
            rejected("c")),
        List.of());
    assertThat(Files.readString(root.resolve("out/models.config")))
        .isEqualTo(
            """
            model_config_list {
              config {
                name: "team.model"
                base_path: "%s/out/models/team.model"
                model_platform: "tensorflow"
              }
            }
            """
                .formatted(root));
  }

  @Test
  void stagingIsCleared() throws IOException {
    Path left = Files.createDirectories(root.resolve("out/_salvor/staging/0/model/variables"));
    Files.createFile(left.resolve("variables.index"));
    commit("1", List.of(), List.of());
    assertThat(root.resolve("out/_salvor/staging")).doesNotExist();
    assertThat(root.resolve("out/_salvor/runs/1/_SUCCESS")).isEmptyFile();
  }
}
