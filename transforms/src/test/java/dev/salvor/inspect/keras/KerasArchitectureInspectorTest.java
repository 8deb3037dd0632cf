package dev.salvor.inspect.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasArchitectureInspectorTest {
  private static final String JSON =
      "{\"class_name\": \"Sequential\", \"keras_version\": \"2.2.4\", \"backend\": \"theano\","
          + " \"config\": {\"layers\": [{\"class_name\": \"Dense\", \"config\": {}}]}}";

  @TempDir Path dir;

  @Test
  void saysThatTheWeightsAreMissing() throws IOException {
    Inspection inspection = inspect(Kind.KERAS_JSON, file("net.json", JSON));
    assertThat(inspection.classification()).isEqualTo(Classification.UNSUPPORTED);
    assertThat(rules(inspection)).containsExactly(Rule.KERAS_NO_WEIGHTS);
    assertThat(inspection.producer().version()).isEqualTo("2.2.4");
    assertThat(inspection.producer().backend()).isEqualTo("theano");
  }

  @Test
  void readsTextThatWasEncodedTwice() throws IOException {
    String twice = '"' + JSON.replace("\"", "\\\"") + '"';
    assertThat(rules(inspect(Kind.KERAS_JSON, file("net.json", twice))))
        .containsExactly(Rule.KERAS_NO_WEIGHTS);
  }

  @Test
  void readsYaml() throws IOException {
    String yaml = "class_name: Sequential\nconfig: []\nkeras_version: 2.0.8\n";
    assertThat(inspect(Kind.KERAS_YAML, file("net.yaml", yaml)).producer().version())
        .isEqualTo("2.0.8");
  }

  @Test
  void putsUnsafeBeforeMissing() throws IOException {
    String lambda =
        JSON.replace(
            "{\"class_name\": \"Dense\", \"config\": {}}",
            "{\"class_name\": \"Lambda\", \"config\": {\"name\": \"scale\","
                + " \"function\": [\"4wEAAAA=\", null, null], \"function_type\": \"lambda\"}}");
    Inspection inspection = inspect(Kind.KERAS_JSON, file("net.json", lambda));
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_CODE);
  }

  @Test
  void namesWhereTheTextEnds() throws IOException {
    ArtifactFile cut = file("net.json", JSON.substring(0, 60));
    assertThatThrownBy(() -> inspect(Kind.KERAS_JSON, cut))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> {
              assertThat(e.finding().rule()).isEqualTo(Rule.KERAS_CONFIG_DAMAGED);
              assertThat(e.finding().location().offset()).isEqualTo(60);
            })
        .hasMessageContaining("60 characters");
  }

  @Test
  void namesTheShardThatIsMissing() throws IOException {
    ArtifactFile index =
        file(
            "m.weights.json", "{\"weight_map\": {\"/layers/dense/vars\": \"m_00000.weights.h5\"}}");
    assertThatThrownBy(() -> inspect(Kind.KERAS_JSON, file("net.json", JSON), index))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("m_00000.weights.h5");
  }

  @Test
  void examinesAPickleBesideIt() throws IOException {
    ArtifactFile pickle = file("net.pkl", "\u0080\u0002cos\nsystem\nU\u0002idR.");
    Inspection inspection = inspect(Kind.KERAS_JSON, file("net.json", JSON), pickle);
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
  }

  private static List<Rule> rules(Inspection inspection) {
    return inspection.findings().stream().map(Finding::rule).toList();
  }

  private ArtifactFile file(String name, String content) throws IOException {
    byte[] bytes =
        name.endsWith(".pkl")
            ? content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)
            : content.getBytes(UTF_8);
    Path path = Files.write(dir.resolve(name), bytes);
    return new ArtifactFile(name, path.toUri().toString(), bytes.length, 0, null);
  }

  private Inspection inspect(Kind kind, ArtifactFile main, ArtifactFile... beside)
      throws IOException {
    List<ArtifactFile> files = new ArrayList<>(List.of(main));
    files.addAll(List.of(beside));
    Artifact.Layout layout =
        beside.length == 0 ? Artifact.Layout.FILE : Artifact.Layout.ARCHITECTURE_AND_WEIGHTS;
    StagedArtifact staged =
        new StagedArtifact(new Artifact(main.name(), layout, files, "net"), dir);
    return new KerasArchitectureInspector()
        .inspect(staged, new InspectionContext(kind, TargetRuntime.named("tf-2.18"), Policy.NONE));
  }
}
