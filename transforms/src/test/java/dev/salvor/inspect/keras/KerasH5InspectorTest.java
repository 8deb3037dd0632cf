package dev.salvor.inspect.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Kind;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasH5InspectorTest {
  @TempDir Path root;

  /** h5py: an empty Sequential whose training_config has a {@code __lambda__} for a loss. */
  @Test
  void codeInTheConfigurationOfTheTraining() throws Exception {
    Path file = root.resolve("m.h5");
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("training_lambda.h5"))) {
      Files.copy(in, file);
    }
    ArtifactFile listed = new ArtifactFile("m.h5", file.toString(), Files.size(file), 0, null);
    Artifact artifact = new Artifact("m.h5", Artifact.Layout.FILE, List.of(listed), "m");
    Inspection inspection =
        new KerasH5Inspector()
            .inspect(
                new StagedArtifact(artifact, root),
                new InspectionContext(
                    Kind.KERAS_H5, TargetRuntime.named(TargetRuntime.DEFAULT), Policy.NONE));
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_CODE);
  }
}
