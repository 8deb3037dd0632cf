package dev.salvor.inspect.keras;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.format.kerasarchive.KerasArchive;
import dev.salvor.inspect.pickle.Examination;
import dev.salvor.inspect.sniff.PickleSniffer;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for pickles among the members of an archive that are neither JSON nor weights. Keras reads
 * none, but whoever unpacks the archive may.
 */
final class MemberScan {
  private MemberScan() {}

  static List<Finding> findings(OpenArchive open, Policy policy) throws IOException {
    KerasArchive archive = open.archive();
    List<Finding> findings = new ArrayList<>();
    for (String name : archive.members()) {
      if (!name.endsWith(".json") && !name.endsWith(".h5")) {
        Path file = Files.createTempFile(open.scratch().path(), "asset-", "");
        try (InputStream in = archive.member(name);
            OutputStream out = Files.newOutputStream(file)) {
          in.transferTo(out);
        }
        findings.addAll(scan(name, open.scratch().path(), file, policy));
        Files.delete(file);
      }
    }
    return findings;
  }

  private static List<Finding> scan(String member, Path directory, Path file, Policy policy)
      throws IOException {
    try (FileView view = FileView.open(file)) {
      if (new PickleSniffer().read(view).isEmpty()) {
        return List.of();
      }
    }
    String name = directory.relativize(file).toString();
    ArtifactFile listed = new ArtifactFile(name, "", Files.size(file), 0, null);
    Artifact artifact = new Artifact(name, Artifact.Layout.FILE, List.of(listed), name);
    try (Examination examination =
        Examination.of(new StagedArtifact(artifact, directory), policy)) {
      return examination.findings().stream()
          .filter(MemberScan::unsafe)
          .map(finding -> inMember(finding, member))
          .toList();
    } catch (ArtifactException e) {
      return unsafe(e.finding()) ? List.of(inMember(e.finding(), member)) : List.of();
    }
  }

  private static boolean unsafe(Finding finding) {
    return finding.rule().classification().equals(Optional.of(Classification.UNSAFE_PICKLE));
  }

  private static Finding inMember(Finding finding, String member) {
    Location at = finding.location();
    return Finding.of(
        finding.rule(),
        new Location(at.file(), at.offset(), member, at.tensor(), at.layer(), at.node()),
        "member %s: %s",
        member,
        finding.message());
  }
}
