package dev.salvor.artifact.archive;

import dev.salvor.artifact.Artifact;
import dev.salvor.finding.Finding;
import java.nio.file.Path;
import java.util.List;

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

  public Expansion {
    artifacts = List.copyOf(artifacts);
    refusals = List.copyOf(refusals);
  }
}
