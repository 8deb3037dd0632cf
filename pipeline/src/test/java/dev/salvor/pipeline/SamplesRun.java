package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One undisturbed run over the samples that all tests of this process look at and none changes. */
record SamplesRun(Migrated migrated, Job.Result result) {

  private static final class Holder {
    static final SamplesRun RUN = run();
  }

  static SamplesRun get() {
    return Holder.RUN;
  }

  private static SamplesRun run() {
    try {
      Path output = Files.createTempDirectory("salvor-it-samples-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(output)));
      Job.Result result = Job.migrate(Job.SAMPLES, output, "--goldens=" + Job.GOLDENS);
      assertThat(result.code()).as(result.err()).isLessThanOrEqualTo(1);
      return new SamplesRun(new Migrated(output), result);
    } catch (Exception e) {
      throw new IllegalStateException("the first run over the samples", e);
    }
  }

  private static void delete(Path output) {
    try {
      Trees.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
