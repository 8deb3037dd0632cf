package dev.salvor.artifact.archive;

import dev.salvor.artifact.Artifact;
import dev.salvor.finding.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came out of an archive and the archives in it.
 *
 * @param root local directory that the paths of {@code artifacts} are relative to
 * @param artifacts what lies inside, sorted by path
 * @param refusals archives that are bad: the outermost or inner ones, each a row of its own
 */
public record Expansion(Path root, List<Artifact> artifacts, List<Refusal> refusals) {

  /**
   * An archive that was not opened.
   *
   * @param archive the archive
   * @param finding why
   */
  public record Refusal(Artifact archive, Finding finding) {}

  /** Why {@code archive} was not opened; empty where it was. */
  public Optional<Finding> refusalOf(Artifact archive) {
    return refusals.stream()
        .filter(refusal -> refusal.archive().equals(archive))
        .map(Refusal::finding)
        .findFirst();
  }

  public Expansion {
    artifacts = List.copyOf(artifacts);
    refusals = List.copyOf(refusals);
  }
}
