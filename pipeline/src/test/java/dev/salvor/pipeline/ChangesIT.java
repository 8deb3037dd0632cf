package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that changes between runs. */
class ChangesIT {
  private static final String CHURN = "churn/churn_2019";
  private static final String TASTE = "recommend/film_taste.h5";
  private static final String CUT = "inbox/weld_defects_upload.h5";
  private static final String GESTURE = "devices/gesture.pb";

  /** A store and its first run; each test goes on from a copy. */
  @TempDir static Path before;

  @TempDir Path temporary;
  private Path store;
  private Migrated migrated;

  @BeforeAll
  static void migrate() throws Exception {
    Path store = before.resolve("store");
    for (String path : List.of(CHURN, CUT, GESTURE)) {
      put(path, store.resolve(path));
    }
    Migrated first = new Migrated(before.resolve("out"));
    Job.Result result = Job.migrate(store, first.output());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("2 of the models could not be compared: no outputs were recorded");
    assertThat(first.outcome(CHURN)).isEqualTo("migrated");
    assertThat(first.outcome(CUT)).isEqualTo("rejected");
  }

  @BeforeEach
  void copy() throws Exception {
    Trees.copy(before, temporary);
    store = temporary.resolve("store");
    migrated = new Migrated(temporary.resolve("out"));
  }

  @Test
  void changedAddedRemovedAndTouched() throws Exception {
    put(TASTE, store.resolve(CHURN)); // other content under the same path
    put(TASTE, store.resolve(TASTE));
    Files.delete(store.resolve(CUT));
    Files.setLastModifiedTime(
        store.resolve(GESTURE), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));

    run();

    assertThat(migrated.rows().keySet()).containsExactly(CHURN, GESTURE, CUT, TASTE);
    assertThat(migrated.outcome(CHURN)).isEqualTo("migrated");
    assertThat(migrated.row(CHURN).path("output").path("version").asInt()).isEqualTo(2);
    assertThat(migrated.outcome(TASTE)).isEqualTo("migrated");
    assertThat(migrated.row(TASTE).path("output").path("version").asInt()).isEqualTo(1);
    assertThat(migrated.outcome(CUT)).isEqualTo("removed");
    assertThat(migrated.row(CUT).path("previous").path("outcome").asText()).isEqualTo("rejected");
    assertThat(migrated.outcome(GESTURE)).as("only touched").isEqualTo("unchanged");
    assertThat(migrated.models().resolve("churn.churn_2019/1/saved_model.pb")).exists();
    assertThat(migrated.models().resolve("churn.churn_2019/2/saved_model.pb")).exists();

    run();

    assertThat(migrated.rows().keySet())
        .as("gone is said once")
        .containsExactly(CHURN, GESTURE, TASTE);
    assertThat(migrated.outcome(CHURN)).isEqualTo("unchanged");
    assertThat(migrated.row(CHURN).path("output").path("version").asInt()).isEqualTo(2);
  }

  @Test
  void aRemovedModelIsNoLongerServed() throws Exception {
    Files.delete(store.resolve(CHURN));
    run();
    assertThat(migrated.outcome(CHURN)).isEqualTo("removed");
    assertThat(Files.readString(migrated.output().resolve("models.config")))
        .contains("devices.gesture")
        .doesNotContain("churn.churn_2019");
  }

  @Test
  void aModelThatSomeoneDeletedIsPublishedAgain() throws Exception {
    Files.delete(migrated.models().resolve("churn.churn_2019/1/saved_model.pb"));
    run();
    assertThat(migrated.outcome(CHURN)).isEqualTo("migrated");
    assertThat(migrated.row(CHURN).path("output").path("version").asInt()).isEqualTo(1);
    assertThat(migrated.outcome(GESTURE)).isEqualTo("unchanged");
  }

  @Test
  void aNewGoldenIsTakenUp() throws Exception {
    Path golden = store.resolve(CHURN + ".golden.npz");
    Files.copy(Job.GOLDENS.resolve(CHURN + ".golden.npz"), golden);
    run();
    assertThat(migrated.outcome(CHURN)).isEqualTo("migrated");
    assertThat(migrated.row(CHURN).path("validation").path("evidence").asText())
        .isEqualTo("golden");
    assertThat(migrated.row(CHURN).path("output").path("version").asInt())
        .as("the same bytes are the same version")
        .isEqualTo(1);
    assertThat(migrated.outcome(GESTURE)).isEqualTo("unchanged");
  }

  @Test
  void fullTakesUpEverything() throws Exception {
    run("--mode=full");
    assertThat(migrated.outcome(CHURN)).isEqualTo("migrated");
    assertThat(migrated.outcome(CUT)).isEqualTo("rejected");
    assertThat(migrated.row(CHURN).path("output").path("version").asInt()).isEqualTo(1);
  }

  @Test
  void aDryRunPublishesNothing() throws Exception {
    Migrated dry = new Migrated(temporary.resolve("dry"));
    Job.Result result = Job.migrate(store, dry.output(), "--dryRun");
    assertThat(result.code()).isZero();
    assertThat(dry.outcome(CHURN)).isEqualTo("migrated");
    assertThat(dry.row(CHURN).has("output")).isFalse();
    assertThat(dry.models()).doesNotExist();
    assertThat(dry.output().resolve("models.config")).doesNotExist();
  }

  @Test
  void whatIsTooYoungIsLeftToTheNextRun() throws Exception {
    put(TASTE, store.resolve(TASTE));
    Files.setLastModifiedTime(store.resolve(TASTE), FileTime.from(Instant.now()));
    run("--minAge=1h");
    assertThat(migrated.rows()).doesNotContainKey(TASTE);
  }

  private Job.Result run(String... options) throws Exception {
    return Job.migrate(store, migrated.output(), options);
  }

  private static void put(String sample, Path file) throws Exception {
    Files.createDirectories(file.getParent());
    Files.copy(Job.SAMPLES.resolve(sample), file, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2021-01-02T03:04:05Z")));
  }
}
