package dev.salvor.inspect.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Producer;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.format.kerasarchive.KerasArchive;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.keras.architecture.CodeCheck;
import dev.salvor.inspect.keras.architecture.KerasJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code .keras} archives: the container, the architecture, the weights and every other member. One
 * fault does not hide another, for an archive that is damaged and unsafe is unsafe.
 */
public final class KerasArchiveInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    try (OpenArchive open = OpenArchive.of(staged)) {
      KerasArchive archive = open.archive();
      List<Finding> findings = new ArrayList<>();
      findings.addAll(MemberScan.findings(open, context.policy()));
      findings.addAll(archive.findings());
      Producer producer = producer(archive, findings);
      try {
        findings.addAll(
            CodeCheck.findings(
                KerasJson.parse(archive.config(), KerasArchive.CONFIG), context.policy()));
      } catch (ArtifactException e) {
        findings.add(e.finding());
      }
      try {
        open.weights();
        for (Hdf5File file : open.files()) {
          file.verifyChunks();
        }
      } catch (ArtifactException e) {
        findings.add(e.finding());
      }
      return Inspection.of(
          staged.artifact(), Kind.KERAS_V3, producer, findings, Classification.NEEDS_MIGRATION);
    }
  }

  private static Producer producer(KerasArchive archive, List<Finding> findings)
      throws IOException {
    try {
      JsonNode metadata = KerasJson.parse(archive.metadata().orElse("{}"), "metadata.json");
      JsonNode version = metadata.path("keras_version");
      return Producers.keras(version.isTextual() ? version.textValue() : null, null);
    } catch (ArtifactException e) {
      findings.add(e.finding());
      return Producer.UNKNOWN;
    }
  }
}
