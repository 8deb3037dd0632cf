package dev.salvor.inspect.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchInspectorTest {
  private static final String CALL =
      "\u0080\u0002cposix\nsystem\nX\u0002\u0000\u0000\u0000id\u0085R.";

  /** An OrderedDict with the _metadata that state_dict() sets. */
  private static final String STATE =
      "\u0080\u0002ccollections\n"
          + "OrderedDict\n"
          + ")R}X\t\u0000\u0000\u0000_metadataccollections\n"
          + "OrderedDict\n"
          + ")Rsb.";

  @TempDir Path root;

  @Test
  void weightsAreAnotherFrameworks() throws Exception {
    Inspection inspection = inspect("net/data.pkl", STATE, "net/data/0", "\u0080?raw");
    assertThat(inspection.classification()).isEqualTo(Classification.UNSUPPORTED);
    assertThat(inspection.findings())
        .singleElement()
        .satisfies(f -> assertThat(f.rule()).isEqualTo(Rule.FILE_FOREIGN_FRAMEWORK))
        .satisfies(f -> assertThat(f.message()).contains("PyTorch"));
  }

  @Test
  void callInThePickleIsUnsafe() throws Exception {
    Inspection inspection = inspect("net/data.pkl", CALL);
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(inspection.findings().get(0).message()).contains("net/data.pkl", "system");
  }

  @Test
  void callUnderANeutralNameIsUnsafe() throws Exception {
    assertThat(inspect("net/data.pkl", STATE, "net/data/0", CALL).classification())
        .isEqualTo(Classification.UNSAFE_PICKLE);
  }

  @Test
  void scriptsAreNamed() throws Exception {
    Inspection inspection = inspect("net/data.pkl", STATE, "net/constants.pkl", "\u0080\u0002).");
    assertThat(inspection.classification()).isEqualTo(Classification.UNSUPPORTED);
    assertThat(inspection.findings().get(0).message()).contains("TorchScript");
  }

  private Inspection inspect(String... members) throws IOException {
    Path path = root.resolve("net.pt");
    try (OutputStream bytes = Files.newOutputStream(path);
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < members.length; i += 2) {
        out.putNextEntry(new ZipEntry(members[i]));
        out.write(members[i + 1].getBytes(ISO_8859_1));
      }
    }
    ArtifactFile file = new ArtifactFile("net.pt", "file:///net.pt", Files.size(path), 0, null);
    Artifact artifact = new Artifact("net.pt", Artifact.Layout.FILE, List.of(file), "net");
    return new TorchInspector()
        .inspect(
            new StagedArtifact(artifact, root),
            new InspectionContext(Kind.TORCH, TargetRuntime.named("tf-2.18"), Policy.NONE));
  }
}
