package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are out of order, as stores are. */
class StoreIT {
  private static final String CHURN = "churn/churn_2019";

  /** Root reads files of mode 000 all the same, unless it gives that right up. */
  private static final List<String> WITHOUT_ROOTS_RIGHTS =
      List.of(
          "setpriv",
          "--inh-caps=-dac_override,-dac_read_search",
          "--bounding-set=-dac_override,-dac_read_search");

  @TempDir Path temporary;

  @Test
  void anEmptyStoreHasNothingToMigrate() throws Exception {
    Path store = Files.createDirectories(temporary.resolve("store"));
    Job.Result result = Job.migrate(store, temporary.resolve("out"));
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("there is nothing to migrate in " + store);
    assertThat(result.children()).isEmpty();
  }

  @Test
  void whatMayNotBeReadIsARowAndNotTheEndOfTheRun() throws Exception {
    Path store = temporary.resolve("store");
    put(store, CHURN);
    put(store, "devices/gesture.pb");
    put(store, "closed/inside.h5");
    Path closed = store.resolve("closed");
    Path file = store.resolve("devices/gesture.pb");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      Job.Result result = runWithout(store, temporary.resolve("out"));
      Migrated migrated = new Migrated(temporary.resolve("out"));
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(migrated.rows().keySet()).containsExactly(CHURN, "closed", "devices/gesture.pb");
      for (String unreadable : List.of("closed", "devices/gesture.pb")) {
        assertThat(migrated.row(unreadable).path("classification").asText())
            .isEqualTo("unreadable");
        assertThat(migrated.row(unreadable).path("reason").path("message").asText())
            .isEqualTo(unreadable + " may not be read: permission denied");
      }
      assertThat(migrated.outcome(CHURN)).isEqualTo("migrated");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void linksLeadNowhereOutside() throws Exception {
    Path store = temporary.resolve("store");
    put(store, CHURN);
    Files.createSymbolicLink(store.resolve("dangling.h5"), Path.of("nowhere.h5"));
    Files.createSymbolicLink(
        store.resolve("outside.h5"), Job.SAMPLES.resolve("recommend/film_taste.h5"));
    Files.createSymbolicLink(store.resolve("latest.h5"), Path.of(CHURN));
    Files.createSymbolicLink(store.resolve("loop"), Path.of("."));

    Job.Result result = Job.migrate(store, temporary.resolve("out"));

    Migrated migrated = new Migrated(temporary.resolve("out"));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(migrated.outcome(CHURN)).isEqualTo("migrated");
    assertThat(migrated.outcome("latest.h5")).as("a link within the store").isEqualTo("migrated");
    assertThat(migrated.row("dangling.h5").path("reason").path("message").asText())
        .contains("dangling.h5 is a link to nowhere.h5, which is not there");
    assertThat(migrated.row("outside.h5").path("reason").path("code").asText())
        .isEqualTo("store/link-outside");
    assertThat(migrated.rows()).doesNotContainKey("loop/" + CHURN);
  }

  @Test
  void namesOfAnyKind() throws Exception {
    Path store = temporary.resolve("store");
    List<String> names = List.of("ü ber/ünï côde.h5", "a b/c'd\"e.h5", "-x/--y.h5", "new\nline.h5");
    for (String name : names) {
      Files.createDirectories(store.resolve(name).getParent());
      Files.copy(Job.SAMPLES.resolve(CHURN), store.resolve(name));
    }
    Job.Result result = Job.migrate(store, temporary.resolve("out"));
    Migrated migrated = new Migrated(temporary.resolve("out"));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(migrated.rows().keySet()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(migrated.rows().values())
        .allMatch(row -> row.path("outcome").asText().equals("migrated"));
    assertThat(migrated.visible()).hasSize(names.size());
  }

  private static Job.Result runWithout(Path store, Path output) throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Job.migrate(store, output);
    }
    assumeTrue(exists("setpriv"), "root cannot give up its right to read everything");
    try (Job job = Job.start(WITHOUT_ROOTS_RIGHTS, Job.arguments(store, output))) {
      return job.finish();
    }
  }

  private static boolean exists(String command) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }

  private static void put(Path store, String path) throws IOException {
    Path file = store.resolve(path);
    Files.createDirectories(file.getParent());
    Path sample = Job.SAMPLES.resolve(path);
    Files.copy(Files.exists(sample) ? sample : Job.SAMPLES.resolve(CHURN), file);
  }
}
