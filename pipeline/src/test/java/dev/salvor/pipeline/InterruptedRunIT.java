package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are ended from outside, and what the next run makes of what they left. */
class InterruptedRunIT {
  private static final String GOLDENS = "--goldens=" + Job.GOLDENS;

  @TempDir Path temporary;
  private final Migrated undisturbed = SamplesRun.get().migrated();

  @Test
  void aKilledRunLeavesNoHalfModelAndTheNextOneFinishes() throws Exception {
    Migrated migrated = new Migrated(temporary.resolve("killed"));
    int most = undisturbed.visible().size();
    for (int published : new int[] {1, most / 2}) {
      try (Job job = Job.startMigrating(Job.SAMPLES, migrated.output(), GOLDENS)) {
        boolean reached = job.await(() -> migrated.visible().size() >= published);
        assertThat(reached).as("killed in time").isTrue();
        job.signal("KILL");
        Job.Result killed = job.finish();
        assertThat(killed.code()).isEqualTo(137);
        assertAllEnd(killed.children());
      }
      assertThat(migrated.visible()).isNotEmpty();
      assertWhole(migrated);
    }

    Job.Result last = Job.migrate(Job.SAMPLES, migrated.output(), GOLDENS);

    assertThat(last.code()).as(last.err()).isLessThanOrEqualTo(1);
    assertThat(migrated.normalised()).isEqualTo(undisturbed.normalised());
    assertThat(Migrated.digests(migrated.models()))
        .isEqualTo(Migrated.digests(undisturbed.models()));
    assertThat(migrated.output().resolve("_salvor/staging")).doesNotExist();
  }

  @Test
  void anInterruptedRunSaysHowToGoOn() throws Exception {
    Migrated migrated = new Migrated(temporary.resolve("interrupted"));
    boolean ignored = interruptsAreIgnored();
    try (Job job = Job.startMigrating(Job.SAMPLES, migrated.output(), GOLDENS)) {
      assertThat(job.await(() -> !migrated.visible().isEmpty())).isTrue();
      job.signal(ignored ? "TERM" : "INT");
      Job.Result interrupted = job.finish();
      assertThat(interrupted.code()).isEqualTo(ignored ? 143 : 130);
      assertThat(interrupted.err())
          .contains("Interrupted. No half model was published;")
          .contains("run the same command again to go on.")
          .doesNotContain("Exception");
      assertAllEnd(interrupted.children());
    }
    assertWhole(migrated);
  }

  /** Whatever has its saved_model.pb has all its bytes. */
  private void assertWhole(Migrated migrated) {
    for (Path model : migrated.visible()) {
      Path same = undisturbed.models().resolve(migrated.models().relativize(model));
      assertThat(Migrated.digests(model)).as(model.toString()).isEqualTo(Migrated.digests(same));
    }
  }

  /** The children that ran models end by themselves. */
  private static void assertAllEnd(Set<ProcessHandle> children) throws InterruptedException {
    Instant limit = Instant.now().plus(Duration.ofSeconds(20));
    while (children.stream().anyMatch(ProcessHandle::isAlive) && Instant.now().isBefore(limit)) {
      Thread.sleep(50);
    }
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  /** A shell starts what runs in the background with interrupts ignored; it stays so. */
  private static boolean interruptsAreIgnored() throws Exception {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
