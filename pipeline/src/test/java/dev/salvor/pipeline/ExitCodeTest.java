package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Outcome;
import dev.salvor.manifest.PriorRun;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodeTest {

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"MIGRATED", "COPIED", "REJECTED", "UNCHANGED", "REMOVED"})
  void settled(Outcome outcome) throws Exception {
    assertThat(code(Long.MAX_VALUE, outcome)).isEqualTo(ExitCode.SETTLED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"MISMATCHED", "FAILED"})
  void notSettled(Outcome outcome) throws Exception {
    assertThat(code(Long.MAX_VALUE, Outcome.MIGRATED, outcome)).isEqualTo(ExitCode.UNSETTLED);
  }

  @Test
  void asManyRejectedAsAllowed() throws Exception {
    assertThat(code(1, Outcome.REJECTED)).isEqualTo(ExitCode.SETTLED);
    assertThat(code(1, Outcome.REJECTED, Outcome.REJECTED)).isEqualTo(ExitCode.UNSETTLED);
    assertThat(code(0, Outcome.MIGRATED)).isEqualTo(ExitCode.SETTLED);
  }

  private static ExitCode code(long maxRejected, Outcome... outcomes) throws Exception {
    return MigrateCommand.exitCode(
        PriorRun.rows(Stream.of(outcomes).map(ExitCodeTest::row).toList()), maxRejected);
  }

  private static String row(Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "{\"schema_version\":1,\"run_id\":\"1\",\"artifact\":\"a\",\"source_uri\":\"a\",\"files\":[],"
            + "\"kind\":\"keras_h5\",\"classification\":\"corrupt\",\"outcome\":\"%s\","
            + "\"reason\":{\"code\":\"c\",\"message\":\"m\",\"action\":\"a\"},"
            + "\"findings\":[],\"fixes\":[]}",
        outcome.id());
  }
}
