package dev.salvor.inspect;

import dev.salvor.artifact.Artifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
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
   * Classification} that the rule of an error states, else {@code healthy}. A Lambda that can be
   * rebuilt is a note as long as nothing else stands in the way: what is not rebuilt holds code.
   */
  public static Inspection of(
      Artifact artifact, Kind kind, Producer producer, List<Finding> made, Classification healthy) {
    boolean refused = made.stream().anyMatch(finding -> finding.level() == Level.ERROR);
    List<Finding> findings =
        made.stream().map(finding -> refused ? raised(finding) : finding).toList();
    Classification classification =
        findings.stream()
            .filter(finding -> finding.level() == Level.ERROR)
            .map(finding -> finding.rule().classification())
            .flatMap(Optional::stream)
            .reduce(healthy, Classification::or);
    return new Inspection(artifact, kind, producer, findings, classification);
  }

  private static Finding raised(Finding finding) {
    return isLambda(finding)
        ? new Finding(finding.rule(), Level.ERROR, finding.message(), finding.location())
        : finding;
  }

  private static boolean isLambda(Finding finding) {
    return finding.rule() == Rule.KERAS_LAMBDA && finding.level() == Level.NOTE;
  }

  /** Whether the artifact holds code that is only left out of a model that is rebuilt. */
  public boolean holdsLambda() {
    return findings.stream().anyMatch(Inspection::isLambda);
  }

  /** Whether a finding is of that rule. */
  public boolean states(Rule rule) {
    return findings.stream().anyMatch(finding -> finding.rule() == rule);
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
