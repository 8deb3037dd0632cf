package dev.salvor.artifact.archive;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ArtifactLayout;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.LocalPeek;
import dev.salvor.artifact.ModelNames;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Unpacks an archive, and the archives in it, into a directory and groups what is there. A member
 * {@code cnn/model.h5} of {@code zoo.tar.gz} lies at {@code <directory>/zoo.tar.gz!/cnn/model.h5}.
 * One budget covers all depths. An archive is refused as a whole for one bad member.
 */
public final class ArchiveExpander {

  /** Whether an artifact is an archive: a question of its content, so another room's. */
  @FunctionalInterface
  public interface ArchiveTest {
    boolean isArchive(StagedArtifact staged) throws IOException;
  }

  /** Archives below the depth that is opened; with more of them the whole is refused. */
  private static final int TOO_DEEP = 16;

  private final ArchiveLimits limits;
  private final ArchiveTest test;
  private final BiPredicate<Path, Path> sameLayers;

  /**
   * @param test whether a file found inside is an archive too
   * @param sameLayers whether an architecture and weights are of the same layers
   */
  public ArchiveExpander(
      ArchiveLimits limits, ArchiveTest test, BiPredicate<Path, Path> sameLayers) {
    this.limits = limits;
    this.test = test;
    this.sameLayers = sameLayers;
  }

  /**
   * @param archive an archive or a compressed file
   * @param directory empty, the caller's to delete
   * @throws IOException where the store or the disk fails
   */
  public Expansion expand(StagedArtifact archive, Path directory) throws IOException {
    Run run = new Run(directory, new Budget(limits, Files.size(archive.main())));
    try {
      run.open(archive, 1);
    } catch (ArtifactException e) {
      Finding finding = e.finding().inFile(archive.artifact().main().path());
      return new Expansion(
          directory, List.of(), List.of(new Expansion.Refusal(archive.artifact(), finding)));
    }
    run.artifacts.sort(Comparator.comparing(Artifact::path));
    return new Expansion(directory, run.artifacts, run.refusals);
  }

  private final class Run {
    private final Path directory;
    private final Budget budget;
    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<Expansion.Refusal> refusals = new ArrayList<>();
    private int tooDeep;

    Run(Path directory, Budget budget) {
      this.directory = directory;
      this.budget = budget;
    }

    private void open(StagedArtifact archive, int depth) throws IOException {
      Artifact artifact = archive.artifact();
      List<Artifact> inside;
      try {
        if (depth > budget.depth()) {
          tooDeep++;
          throw Finding.of(
                  Rule.ARCHIVE_BOMB,
                  Location.NONE,
                  "archives are nested more than %d deep",
                  budget.depth())
              .exception();
        }
        inside = unpack(archive);
      } catch (ArtifactException e) {
        Finding finding = e.finding().inFile(artifact.main().path());
        refusals.add(new Expansion.Refusal(artifact, finding));
        if (tooDeep > TOO_DEEP) {
          throw Finding.of(
                  Rule.ARCHIVE_BOMB,
                  Location.NONE,
                  "archives are nested more than %d deep in more than %d places",
                  budget.depth(),
                  TOO_DEEP)
              .exception();
        }
        return;
      }
      for (Artifact member : inside) {
        StagedArtifact staged = new StagedArtifact(member, directory);
        if (test.isArchive(staged)) {
          open(staged, depth + 1);
        } else {
          artifacts.add(member);
        }
      }
    }

    private List<Artifact> unpack(StagedArtifact archive) throws IOException {
      Artifact artifact = archive.artifact();
      if (artifact.layout() == Artifact.Layout.SPLIT_ARCHIVE) {
        throw Unpacking.unsupported(
            "",
            "it is split into %d volumes; join them into one archive (zip -s 0, 7z x)",
            artifact.files().size());
      }
      String prefix = artifact.main().path() + "!";
      Path target = directory.resolve(prefix);
      Unpacking out = new Unpacking(target, budget);
      try (FileView file = FileView.open(archive.main())) {
        Optional<Compression> compression = Compression.of(file);
        if (file.has(0, "PK")) {
          ZipUnpacker.unpack(file, out);
        } else if (file.has(0, SevenZUnpacker.MAGIC)) {
          SevenZUnpacker.unpack(archive.main(), out);
        } else if (TarHeader.at(file.head())) {
          TarUnpacker.unpack(
              new Packed(file), () -> new BufferedInputStream(new Packed(file)), file.size(), out);
        } else if (compression.isPresent()) {
          StreamUnpacker.unpack(file, compression.get(), artifact.main().name(), out);
        } else {
          throw Unpacking.unsupported("", "it is an archive of a kind that Salvor does not read");
        }
      }
      return group(artifact, prefix, target, out.members());
    }
  }

  private List<Artifact> group(
      Artifact archive, String prefix, Path target, List<Unpacking.Member> members) {
    ArtifactFile outer = archive.main();
    List<ArtifactFile> files = new ArrayList<>();
    for (Unpacking.Member member : members) {
      files.add(
          new ArtifactFile(
              member.path(),
              outer.uri() + "!/" + member.path(),
              member.size(),
              outer.modified(),
              null));
    }
    List<Artifact> artifacts = new ArrayList<>();
    for (Artifact member : ArtifactLayout.group(files, new LocalPeek(target, sameLayers))) {
      String path = prefix + "/" + member.path();
      List<ArtifactFile> moved = new ArrayList<>();
      for (ArtifactFile file : member.files()) {
        moved.add(
            new ArtifactFile(
                prefix + "/" + file.path(), file.uri(), file.size(), file.modified(), null));
      }
      artifacts.add(
          new Artifact(
              path,
              member.layout(),
              moved,
              ModelNames.inside(archive, member, path),
              member.near()));
    }
    return artifacts;
  }
}
