package dev.salvor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.Fingerprint;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.beam.BeamStore;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.ChangeDetection.Prior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeDetectionTest {
  @TempDir Path root;
  private Artifact artifact;
  private RunState before;
  private String fingerprint;

  @BeforeAll
  static void fileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  @BeforeEach
  void store() throws IOException {
    artifact = Sample.file(root, "a.h5", "content");
    before = detection(RunSettings.Mode.INCREMENTAL).state(artifact);
    fingerprint = Fingerprint.of(new StagedArtifact(artifact, root.resolve("store"))).sha256();
  }

  private ChangeDetection detection(RunSettings.Mode mode) {
    return new ChangeDetection(Sample.settings(root, "2", mode), new BeamStore());
  }

  private MigrationRecord row(Outcome outcome) {
    return Sample.row("a.h5", Classification.CORRUPT, outcome, fingerprint, null);
  }

  private boolean carriedOn(Artifact now, RunState state, MigrationRecord row) throws IOException {
    return carriedOn(RunSettings.Mode.INCREMENTAL, now, state, row);
  }

  private boolean carriedOn(
      RunSettings.Mode mode, Artifact now, RunState state, MigrationRecord row) throws IOException {
    return detection(mode).unchanged(now, new Prior(state, List.of(row))).isPresent();
  }

  @Test
  void whatIsTheSameKeepsItsRow() throws IOException {
    MigrationRecord carried =
        detection(RunSettings.Mode.INCREMENTAL)
            .unchanged(artifact, new Prior(before, List.of(row(Outcome.REJECTED))))
            .orElseThrow()
            .get(0);
    assertThat(carried.outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(carried.runId()).isEqualTo("2");
    assertThat(carried.previous()).isEqualTo(new MigrationRecord.Previous("1", Outcome.REJECTED));
    assertThat(carried.carriedOn("3").previous())
        .as("the run that did the work stays named")
        .isEqualTo(new MigrationRecord.Previous("1", Outcome.REJECTED));
  }

  @Test
  void aFileThatWasOnlyTouchedIsTheSame() throws IOException {
    Files.setLastModifiedTime(root.resolve("store/a.h5"), FileTime.fromMillis(1));
    Artifact touched = Sample.listed(root, "a.h5");
    assertThat(carriedOn(touched, before, row(Outcome.REJECTED))).isTrue();
  }

  @Test
  void otherBytesOfTheSameSizeAreAChange() throws IOException {
    Artifact changed = Sample.file(root, "a.h5", "CONTENT");
    Files.setLastModifiedTime(root.resolve("store/a.h5"), FileTime.fromMillis(1));
    assertThat(carriedOn(Sample.listed(root, "a.h5"), before, row(Outcome.REJECTED))).isFalse();
    assertThat(carriedOn(changed, before, row(Outcome.REJECTED)))
        .as("size and time are believed")
        .isTrue();
  }

  @Test
  void anotherSizeIsAChange() throws IOException {
    Artifact longer = Sample.file(root, "a.h5", "longer content");
    assertThat(carriedOn(longer, before, row(Outcome.REJECTED))).isFalse();
  }

  @Test
  void aGoldenThatComesGoesOrChangesIsAChange() throws IOException {
    Path golden = root.resolve("store/a.h5.golden.npz");
    Files.writeString(golden, "golden");
    assertThat(carriedOn(artifact, before, row(Outcome.MIGRATED))).isFalse();
    RunState with = detection(RunSettings.Mode.INCREMENTAL).state(artifact);
    assertThat(carriedOn(artifact, with, row(Outcome.MIGRATED))).isTrue();
    Files.writeString(golden, "another golden");
    assertThat(carriedOn(artifact, with, row(Outcome.MIGRATED))).isFalse();
    Files.delete(golden);
    assertThat(carriedOn(artifact, with, row(Outcome.MIGRATED))).isFalse();
  }

  @Test
  void fullBelievesNothing() throws IOException {
    assertThat(carriedOn(RunSettings.Mode.FULL, artifact, before, row(Outcome.REJECTED))).isFalse();
  }

  @Test
  void withoutAStateThereIsNothingToCompareWith() throws IOException {
    assertThat(
            detection(RunSettings.Mode.INCREMENTAL)
                .unchanged(artifact, new Prior(null, List.of(row(Outcome.REJECTED)))))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"MISMATCHED", "FAILED"})
  void retryFailedTakesUpWhatFailed(Outcome outcome) throws IOException {
    assertThat(carriedOn(artifact, before, row(outcome))).isTrue();
    assertThat(carriedOn(RunSettings.Mode.RETRY_FAILED, artifact, before, row(outcome))).isFalse();
    assertThat(
            carriedOn(RunSettings.Mode.RETRY_FAILED, artifact, before, row(outcome).carriedOn("2")))
        .as("also where a run between carried it on")
        .isFalse();
    assertThat(carriedOn(RunSettings.Mode.RETRY_FAILED, artifact, before, row(Outcome.REJECTED)))
        .isTrue();
  }

  @Test
  void whatCouldNotBeReadIsTriedAgain() throws IOException {
    MigrationRecord unreadable =
        Sample.row("a.h5", Classification.UNREADABLE, Outcome.REJECTED, null, null);
    assertThat(carriedOn(artifact, before, unreadable)).isFalse();
  }

  @Test
  void whatCameBackIsNew() throws IOException {
    assertThat(carriedOn(artifact, before, row(Outcome.REMOVED))).isFalse();
  }

  @Test
  void aModelThatIsGoneIsMadeAgain() throws IOException {
    RunSettings settings = Sample.settings(root, "2", RunSettings.Mode.INCREMENTAL);
    MigrationRecord published =
        Sample.row(
            "a.h5",
            Classification.NEEDS_MIGRATION,
            Outcome.MIGRATED,
            fingerprint,
            Sample.output(settings, "a", 1));
    assertThat(carriedOn(artifact, before, published)).isFalse();
    Path version = Files.createDirectories(root.resolve("out/models/a/1"));
    Files.createFile(version.resolve("saved_model.pb"));
    assertThat(carriedOn(artifact, before, published)).isTrue();
  }

  @Test
  void whatIsGoneIsSaidOnce() {
    ChangeDetection detection = detection(RunSettings.Mode.INCREMENTAL);
    List<MigrationRecord> removed =
        detection.removed(new Prior(before, List.of(row(Outcome.MIGRATED))));
    assertThat(removed).extracting(MigrationRecord::outcome).containsExactly(Outcome.REMOVED);
    assertThat(detection.removed(new Prior(before, removed))).isEmpty();
  }
}
