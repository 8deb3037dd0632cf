package dev.salvor.inspect.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasArchiveInspectorTest {
  private static final String CONFIG =
      "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": []}}";

  @TempDir Path dir;

  private final Map<String, byte[]> members = new LinkedHashMap<>();

  @Test
  void acceptsASoundArchive() throws IOException {
    sound();
    Inspection inspection = inspect();
    assertThat(inspection.findings()).isEmpty();
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    assertThat(inspection.producer().version()).isEqualTo("3.6.0");
    assertThat(inspection.kind()).isEqualTo(Kind.KERAS_V3);
  }

  @Test
  void findsAPickleAmongTheAssets() throws IOException {
    sound();
    member("assets/vocabulary.txt", "the\nof\nand\n");
    member("assets/data.txt", "cos\nsystem\n(S'id'\ntR.");
    Inspection inspection = inspect();
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(inspection.findings()).hasSize(1);
    assertThat(inspection.findings().get(0).message()).contains("assets/data.txt", "system");
  }

  @Test
  void reportsEveryFaultOfAnArchive() throws IOException {
    member("config.json", "{");
    member("run.py", "import os");
    Inspection inspection = inspect();
    assertThat(inspection.findings())
        .extracting(Finding::rule)
        .containsExactly(
            Rule.ARCHIVE_UNEXPECTED_MEMBER, Rule.KERAS_CONFIG_DAMAGED, Rule.KERAS_WEIGHTS_MISSING);
    assertThat(inspection.classification()).isEqualTo(Classification.CORRUPT);
  }

  @Test
  void readsTheDirectoryForm() throws IOException {
    sound();
    members.forEach(
        (name, content) -> {
          try {
            Path file = dir.resolve("model").resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    Files.writeString(dir.resolve("model/other.txt"), "no member");
    ArtifactFile main = new ArtifactFile("model/config.json", "", CONFIG.length(), 0, null);
    Inspection inspection =
        inspect(new Artifact("model", Artifact.Layout.KERAS_DIRECTORY, List.of(main), "model"));
    assertThat(inspection.findings()).isEmpty();
  }

  @Test
  void opensTheShardsThatTheIndexNames() throws IOException {
    member("config.json", CONFIG);
    member(
        "model.weights.json",
        "{\"weight_map\": {\"/layers/a/vars\": \"model_00000.weights.h5\","
            + " \"/layers/b/vars\": [\"model_00000.weights.h5\", \"model_00001.weights.h5\"]}}");
    members.put("model_00000.weights.h5", weights());
    assertThat(inspect().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("model_00001.weights.h5"));
    members.put("model_00001.weights.h5", weights());
    assertThat(inspect().findings()).isEmpty();
  }

  private void sound() throws IOException {
    member("metadata.json", "{\"keras_version\": \"3.6.0\"}");
    member("config.json", CONFIG);
    members.put("model.weights.h5", weights());
  }

  private void member(String name, String content) {
    members.put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] weights() throws IOException {
    try (InputStream in =
        KerasArchiveInspectorTest.class.getResourceAsStream(
            "/dev/salvor/convert/keras/weights/path/shard0.h5")) {
      return in.readAllBytes();
    }
  }

  private Inspection inspect() throws IOException {
    Path file = dir.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    }
    ArtifactFile main = new ArtifactFile("model.keras", "", Files.size(file), 0, null);
    return inspect(new Artifact("model.keras", Artifact.Layout.FILE, List.of(main), "model"));
  }

  private Inspection inspect(Artifact artifact) throws IOException {
    InspectionContext context =
        new InspectionContext(
            Kind.KERAS_V3, TargetRuntime.named(TargetRuntime.DEFAULT), Policy.NONE);
    return new KerasArchiveInspector().inspect(new StagedArtifact(artifact, dir), context);
  }
}
