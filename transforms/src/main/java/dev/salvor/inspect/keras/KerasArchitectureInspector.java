package dev.salvor.inspect.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.keras.architecture.CodeCheck;
import dev.salvor.inspect.keras.architecture.ConfigEra;
import dev.salvor.inspect.pickle.PickleInspector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An architecture, JSON or YAML, with its weights beside it or without. */
public final class KerasArchitectureInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    JsonNode config = ArchitectureFile.read(staged.main(), context.kind());
    ConfigEra era = ConfigEra.of(config);
    List<Finding> findings = new ArrayList<>(CodeCheck.findings(config, context.policy()));
    findings.addAll(weights(staged, context));
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        Producers.keras(era.version(), era.era().backend()),
        findings,
        Classification.NEEDS_MIGRATION);
  }

  private static List<Finding> weights(StagedArtifact staged, InspectionContext context)
      throws IOException {
    Optional<WeightFiles> opened = WeightFiles.open(staged);
    if (opened.isEmpty()) {
      return List.of(without(staged.artifact()));
    }
    try (WeightFiles files = opened.get()) {
      if (files instanceof WeightFiles.H5 h5) {
        h5.file().verifyChunks();
      } else if (files instanceof WeightFiles.Checkpoint checkpoint) {
        return checkpoint.reader().verify();
      } else if (files instanceof WeightFiles.Pickled pickled) {
        return pickled(staged, pickled, context);
      }
      return List.of();
    }
  }

  private static Finding without(Artifact artifact) {
    String name = artifact.main().name();
    return artifact.near().isEmpty()
        ? Finding.of(
            Rule.KERAS_NO_WEIGHTS,
            Location.NONE,
            "an architecture without weights: none lie beside %s",
            name)
        : Finding.of(
            Rule.KERAS_NO_WEIGHTS,
            Location.NONE,
            "an architecture without weights: whether those of %s are in %s, neither names nor"
                + " layers tell; give it the name of the architecture",
            name,
            String.join(" or ", artifact.near()));
  }

  /** What is unsafe in the pickle is unsafe in the pair. */
  private static List<Finding> pickled(
      StagedArtifact staged, WeightFiles.Pickled pickled, InspectionContext context)
      throws IOException {
    return new PickleInspector()
            .inspect(
                PickledArrays.alone(staged, pickled),
                new InspectionContext(Kind.PICKLE, context.target(), context.policy()))
            .findings()
            .stream()
            .filter(finding -> !PickledArrays.isNoModel(finding))
            .toList();
  }
}
