package dev.salvor.pipeline;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.inspect.damage.Part;
import dev.salvor.inspect.damage.Survey;
import dev.salvor.manifest.MigrationRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code --salvage-report}: what is still whole of a damaged artifact, as a person reads it. */
final class SalvageReport {
  private static final String INSIDE = "!/";

  private final PrintStream out;
  private final Path given;
  private final Path work;

  /**
   * @param given the path that is inspected
   * @param work a directory for members that have to be unpacked
   */
  SalvageReport(PrintStream out, Path given, Path work) {
    this.out = out;
    this.given = given;
    this.work = work;
  }

  void print(MigrationRecord row) throws IOException {
    if (row.classification() != Classification.CORRUPT) {
      return;
    }
    if (row.artifact().contains(INSIDE)) {
      out.printf("  unpack %s to see what is whole in it%n%n", shown(row.artifact()));
      return;
    }
    List<Part> parts = Survey.of(staged(row), Files.createTempDirectory(work, "survey"));
    if (parts.isEmpty()) {
      out.printf("  nothing in it can be told apart any more%n%n");
      return;
    }
    long whole = parts.stream().filter(Part::whole).count();
    out.printf(
        Locale.ROOT, "  %,d of %,d parts that it still names are whole:%n", whole, parts.size());
    for (Part part : parts) {
      out.printf(
          "  %-7s %s%s%s%n",
          part.whole() ? "whole" : "broken",
          shown(part.name()),
          part.what().isEmpty() ? "" : " " + shown(part.what()),
          part.whole() ? "" : ": " + shown(String.valueOf(part.damage())));
    }
    out.println();
  }

  private static String shown(String text) {
    return Conclusion.printable(text);
  }

  private StagedArtifact staged(MigrationRecord row) throws IOException {
    Path path = given.toAbsolutePath().normalize();
    Path root = path.getParent() == null ? path : path.getParent();
    List<ArtifactFile> files = new ArrayList<>();
    for (MigrationRecord.SourceFile file : row.files()) {
      Path local = root.resolve(file.path());
      files.add(new ArtifactFile(file.path(), local.toString(), Files.size(local), 0, null));
    }
    if (files.isEmpty()) {
      files.add(new ArtifactFile(row.artifact(), path.toString(), Files.size(path), 0, null));
    }
    return new StagedArtifact(new Artifact(row.artifact(), Artifact.Layout.FILE, files, ""), root);
  }
}
