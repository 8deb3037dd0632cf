package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeds of scripts/property-test that once came out wrong or were refused: real files, and what
 * they computed.
 */
class PropertySeedsIT {
  private static final Path SEEDS = Job.HOME.resolve("pipeline/src/test/resources/property");

  @TempDir Path temporary;

  @Test
  void everyModelComputesWhatItDid() throws Exception {
    Path output = temporary.resolve("out");
    Job.Result result =
        Job.migrate(SEEDS.resolve("store"), output, "--goldens=" + SEEDS.resolve("goldens"));
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, JsonNode> rows = new Migrated(output).rows();
    assertThat(rows).hasSizeGreaterThan(9);
    rows.forEach(
        (artifact, row) ->
            assertThat(row.path("validation").path("evidence").asText())
                .as(artifact + ": " + row.path("reason").path("message").asText())
                .isEqualTo("golden"));
  }
}
