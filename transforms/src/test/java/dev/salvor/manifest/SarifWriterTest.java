package dev.salvor.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class SarifWriterTest {
  @Test
  void everyFindingIsAResultOfItsRule() throws IOException {
    JsonNode run = sarif(TestRows.full("a b/ü:x.h5")).path("runs").path(0);
    assertThat(run.at("/tool/driver/name").asText()).isEqualTo("salvor");
    JsonNode results = run.path("results");
    assertThat(results).hasSize(2);
    JsonNode result = results.path(0);
    assertThat(result.path("ruleId").asText()).isEqualTo(Rule.H5_TRUNCATED.id());
    assertThat(run.at("/tool/driver/rules/" + result.path("ruleIndex").asInt() + "/id").asText())
        .isEqualTo(Rule.H5_TRUNCATED.id());
    assertThat(result.path("level").asText()).isEqualTo("error");
    JsonNode location = result.at("/locations/0");
    assertThat(location.at("/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("a%20b/%C3%BC%3Ax.h5");
    assertThat(location.at("/physicalLocation/region/byteOffset").asLong()).isEqualTo(5);
    assertThat(location.path("logicalLocations")).hasSize(4);
    assertThat(results.at("/1/locations/0/logicalLocations").isMissingNode()).isTrue();
  }

  @Test
  void insideAnArchiveTheArchiveIsTheFile() throws IOException {
    assertThat(
            sarif(TestRows.full("zoo.zip!/a.h5"))
                .at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                .asText())
        .isEqualTo("zoo.zip");
  }

  @Test
  void whatIsGoneHasNoResults() throws IOException {
    assertThat(sarif(TestRows.full().removed("r")).at("/runs/0/results")).isEmpty();
  }

  private static JsonNode sarif(MigrationRecord row) throws IOException {
    StringWriter out = new StringWriter();
    SarifWriter.write(List.of(row), out);
    return new ObjectMapper().readTree(out.toString());
  }
}
