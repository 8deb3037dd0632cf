package dev.salvor.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final Summary summary =
      Summary.of(
          "r1",
          "digest",
          Map.of("output", "o", "input", "i"),
          List.of(TestRows.full(), TestRows.rejected(), TestRows.rejected()));

  @Test
  void countsRows() {
    assertThat(summary.artifacts()).isEqualTo(3);
    assertThat(summary.outcomes())
        .containsEntry(Outcome.REJECTED, 2)
        .containsEntry(Outcome.UNCHANGED, 1)
        .containsEntry(Outcome.MIGRATED, 0);
    assertThat(summary.classifications()).containsEntry(Classification.UNREADABLE, 2);
    assertThat(summary.kinds()).isEqualTo(Map.of("keras_h5", 1, "unknown", 2));
    assertThat(summary.evidence()).isEqualTo(Map.of("golden", 1));
  }

  @Test
  void theNextRunReadsIt() throws IOException {
    assertThat(PriorRun.configuration(summary.toJson())).isEqualTo("digest");
    assertThat(PriorRun.configuration("{}")).isEmpty();
    assertThat(PriorRun.rows(List.of(MigrationRecordJson.toLine(TestRows.full()))))
        .containsExactly(TestRows.full());
  }
}
