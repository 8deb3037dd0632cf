package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines of scikit-learn 0.20.4 around {@code keras.wrappers} of Keras 2.2.4, and of
 * scikit-learn 1.5.2 around scikeras 0.13.0 with Keras 3.6.0, with what their {@code predict} and
 * {@code predict_proba} gave there.
 */
class PipelinesIT {
  private static final Path PIPELINES = Job.HOME.resolve("pipeline/src/test/resources/pipelines");

  @TempDir Path temporary;

  @Test
  void signaturesComputeWhatTheMethodsDid() throws Exception {
    Path output = temporary.resolve("out");
    Job.Result result =
        Job.migrate(
            PIPELINES.resolve("store"), output, "--goldens=" + PIPELINES.resolve("goldens"));
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, JsonNode> rows = new Migrated(output).rows();
    assertThat(rows).hasSize(10);
    rows.forEach(
        (artifact, row) -> {
          assertThat(row.path("validation").path("evidence").asText())
              .as(artifact + ": " + row.path("reason").path("message").asText())
              .isEqualTo("golden");
          JsonNode signatures = row.path("output").path("signatures");
          assertThat(signatures.has("serving_default")).as(artifact).isTrue();
          assertThat(signatures.path("predict").path("inputs").path("X").asText())
              .as(artifact)
              .isEqualTo("float64(None, 3)");
          assertThat(signatures.has("predict_proba"))
              .as(artifact)
              .isEqualTo(!artifact.contains("regressor"));
        });
  }
}
