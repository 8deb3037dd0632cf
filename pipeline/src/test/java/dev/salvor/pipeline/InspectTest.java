package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code salvor inspect} over the samples. */
class InspectTest {
  @TempDir Path temporary;

  private int code;

  private String inspect(Object... args) {
    List<String> words = new ArrayList<>(List.of("inspect"));
    for (Object arg : args) {
      words.add(arg instanceof Path path ? path.toString() : "" + arg);
    }
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      code = Salvor.run(words).code();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Path sample(String path) {
    return Job.SAMPLES.resolve(path);
  }

  @Test
  void aGoodFile() {
    String said = inspect(sample("churn/churn_2019"));
    assertThat(code).isZero();
    assertThat(said)
        .startsWith("churn_2019\n")
        .containsPattern("what +Keras HDF5 model")
        .containsPattern("written by +keras 2\\.3\\.1")
        .containsPattern("class +needs migration");
  }

  @Test
  void aBadFile() {
    String said = inspect(sample("inbox/weld_defects_upload.h5"));
    assertThat(code).isEqualTo(1);
    assertThat(said)
        .containsPattern("class +corrupt")
        .containsPattern("why +the file ends at byte 20,?304 ")
        .containsPattern("what to do +Fetch it again");
  }

  @Test
  void theSignatureThatItWouldHave() {
    assertThat(inspect(sample("churn/churn_2019")))
        .containsPattern("signature +serving_default\\(.+: float32\\(None, .+\\) -> .+: float32");
  }

  @Test
  void whatIsWholeOfADamagedFile() {
    assertThat(inspect("--salvage-report", sample("inbox/weld_defects_upload.h5")))
        .contains("0 of 2 parts that it still names are whole:")
        .containsPattern("broken +model_weights: .+ \\(at offset \\d+\\)");
    assertThat(inspect("--salvage-report", sample("churn/churn_2019"))).doesNotContain("parts");
  }

  @Test
  void aSavedModelAndACheckpointByAnyOfItsFiles() {
    assertThat(inspect(sample("serving/eta/3"))).startsWith("3\n").contains("SavedModel");
    assertThat(code).isZero();
    assertThat(inspect(sample("training/anomaly/model.ckpt-500.index")))
        .startsWith("model.ckpt-500\n");
  }

  @Test
  void aDirectoryIsAStore() {
    String said = inspect(sample("inbox"));
    assertThat(code).isEqualTo(1);
    assertThat(said)
        .contains("inbox/new_model.h5\n", "inbox/translator.h5\n", "inbox/sentiment_v3.h5\n");
  }

  @Test
  void severalPaths() {
    String said = inspect(sample("churn/churn_2019"), sample("devices/gesture.pb"));
    assertThat(said).contains("churn_2019\n", "gesture.pb\n");
  }

  @Test
  void theRowAsJson() throws Exception {
    String said = inspect("--json", sample("inbox/new_model.h5"));
    JsonNode row = new ObjectMapper().readTree(said);
    assertThat(said.lines()).hasSize(1);
    assertThat(row.path("artifact").asText()).isEqualTo("new_model.h5");
    assertThat(row.path("classification").asText()).isEqualTo("corrupt");
    assertThat(row.path("outcome").asText()).isEqualTo("rejected");
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() throws Exception {
    Path file = temporary.resolve("red\u001b[31m.h5");
    Files.write(file, new byte[0]);
    assertThat(inspect(file)).doesNotContain("\u001b");
  }

  @Test
  void aFileInTheWorkingDirectory() throws Exception {
    Path here = Path.of("").toAbsolutePath().relativize(sample("churn/churn_2019"));
    assertThat(inspect(here)).startsWith("churn_2019\n");
    assertThat(code).isZero();
  }
}
