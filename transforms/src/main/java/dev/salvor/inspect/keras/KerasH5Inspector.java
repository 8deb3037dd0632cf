package dev.salvor.inspect.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.keras.architecture.CodeCheck;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HDF5 files: a whole Keras model where the root has {@code model_config}, weights alone where it
 * has {@code layer_names} or the groups of Keras 3's layout, else somebody else's.
 */
public final class KerasH5Inspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    try (Hdf5File file = Hdf5File.open(staged.main())) {
      Group root = file.root();
      Producer producer = producer(root);
      Optional<String> config = root.text("model_config");
      List<Finding> findings = new ArrayList<>();
      Kind kind = Kind.KERAS_H5;
      if (config.isPresent()) {
        JsonNode json = KerasJson.parse(config.get(), "attribute model_config");
        findings.addAll(CodeCheck.findings(json, context.policy()));
        findings.addAll(trainingCode(root, context.policy()));
        file.verifyChunks();
      } else if (WeightListing.isWeights(root)) {
        kind = Kind.KERAS_WEIGHTS_H5;
        findings.add(
            Finding.of(
                Rule.KERAS_NO_ARCHITECTURE,
                Location.NONE,
                "weights without architecture: the file has no model_config%s. It holds %s",
                near(staged.artifact()),
                WeightListing.of(root)));
      } else {
        kind = Kind.HDF5;
        findings.add(
            Finding.of(
                Rule.H5_NOT_KERAS,
                Location.NONE,
                "a healthy HDF5 file without model_config or layer_names; it holds %s",
                String.join(", ", root.children().stream().limit(12).toList())));
      }
      return Inspection.of(
          staged.artifact(), kind, producer, findings, Classification.NEEDS_MIGRATION);
    }
  }

  private static String near(Artifact artifact) {
    return artifact.near().isEmpty()
        ? ""
        : ", but its architecture may be that of " + String.join(" or ", artifact.near());
  }

  /**
   * Code in the configuration of the training, which Keras deserializes too when it loads the model
   * (CVE-2025-9905). It is no part of the model: where it is damaged or absent nothing is lost.
   */
  private static List<Finding> trainingCode(Group root, Policy policy) {
    try {
      return root
          .text("training_config")
          .map(
              config ->
                  CodeCheck.findings(KerasJson.parse(config, "attribute training_config"), policy))
          .orElse(List.of())
          .stream()
          .filter(finding -> finding.level() == Level.ERROR)
          .toList();
    } catch (ArtifactException e) {
      return List.of();
    }
  }

  /** tf.keras and Keras write the same attributes; the version tells them apart. */
  private static Producer producer(Group root) {
    Optional<Group> weights = root.group("model_weights");
    Optional<String> version =
        root.text("keras_version").or(() -> weights.flatMap(group -> group.text("keras_version")));
    Optional<String> backend =
        root.text("backend").or(() -> weights.flatMap(group -> group.text("backend")));
    return Producers.keras(version.orElse(null), backend.orElse(null));
  }
}
