package dev.salvor.inspect;

import dev.salvor.artifact.Artifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
import dev.salvor.finding.Producer;
import java.util.List;

/**
 * What a first look says.
 *
 * @param kind the container format
 * @param findings what was seen besides; an error among them settles the row
 */
public record Detection(Kind kind, List<Finding> findings) {
  public Detection {
    findings = List.copyOf(findings);
  }

  /** Whether no inspector is needed: the first look found what decides the row. */
  public boolean settled() {
    return findings.stream().anyMatch(finding -> finding.level() == Level.ERROR);
  }

  /** Whether it is to be unpacked. */
  public boolean isArchive() {
    return !settled() && (kind == Kind.ARCHIVE || kind == Kind.COMPRESSED);
  }

  /** The inspection of a settled artifact. */
  public Inspection inspection(Artifact artifact) {
    List<Finding> located =
        findings.stream().map(finding -> finding.inFile(artifact.main().path())).toList();
    return Inspection.of(artifact, kind, Producer.UNKNOWN, located, Classification.NEEDS_MIGRATION);
  }
}
