package dev.salvor.inspect;

import dev.salvor.artifact.Artifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
import dev.salvor.finding.Producer;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an inspector found out about one artifact.
 *
 * @param artifact the artifact
 * @param kind its container format, told by content
 * @param producer who wrote it
 * @param findings in the order they were made
 * @param classification what it is
 */
public record Inspection(
    Artifact artifact,
    Kind kind,
    Producer producer,
    List<Finding> findings,
    Classification classification)
    implements Serializable {

  public Inspection {
    findings = List.copyOf(findings);
  }

  /**
   * An inspection whose class follows from its findings: the first in the order of {@link
   * Classification} that the rule of an error states, else {@code healthy}.
   */
  public static Inspection of(
      Artifact artifact,
      Kind kind,
      Producer producer,
      List<Finding> findings,
      Classification healthy) {
    Classification classification =
        findings.stream()
            .filter(finding -> finding.level() == Level.ERROR)
            .map(finding -> finding.rule().classification())
            .flatMap(Optional::stream)
            .reduce(healthy, Classification::or);
    return new Inspection(artifact, kind, producer, findings, classification);
  }

  /** The finding that decided the class: the first error that states it. */
  public Optional<Finding> decisive() {
    return findings.stream()
        .filter(finding -> finding.level() == Level.ERROR)
        .filter(finding -> finding.rule().classification().equals(Optional.of(classification)))
        .findFirst()
        .or(() -> findings.stream().max(Comparator.comparing(Finding::level)));
  }
}
