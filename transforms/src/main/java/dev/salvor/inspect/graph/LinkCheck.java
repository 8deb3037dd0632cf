package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether the files of a model directory lie inside the input. */
final class LinkCheck {
  private static final int MAX_DEPTH = 16;

  private LinkCheck() {}

  /** One finding for each link that leads out of the input. */
  static List<Finding> faults(StagedArtifact staged) throws IOException {
    Path root = staged.root().toRealPath();
    List<Finding> findings = new ArrayList<>();
    List<Path> links;
    try (Stream<Path> walk = Files.walk(staged.directory(), MAX_DEPTH)) {
      links = walk.filter(Files::isSymbolicLink).sorted().toList();
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // a directory that may not be read: whoever needs its files says so
    }
    for (Path link : links) {
      try {
        if (!link.toRealPath().startsWith(root)) {
          findings.add(
              Finding.of(
                  Rule.STORE_LINK_OUTSIDE,
                  Location.file(SavedModelFile.name(staged, link)),
                  "%s is a link to %s, outside the input",
                  link.getFileName(),
                  Files.readSymbolicLink(link)));
        }
      } catch (FileSystemException e) {
        findings.add(
            Finding.of(
                Rule.SAVED_MODEL_INCOMPLETE,
                Location.file(SavedModelFile.name(staged, link)),
                "%s is a link to %s, where nothing can be read",
                link.getFileName(),
                Files.readSymbolicLink(link)));
      }
    }
    return findings;
  }
}
