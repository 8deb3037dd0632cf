package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Fingerprint;
import dev.salvor.artifact.Store;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.validate.Goldens;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run must take up: an artifact that is new, changed, or whose published model is gone. What
 * is as it was keeps its rows; what is gone is said to be removed.
 */
public final class ChangeDetection {
  private final RunSettings settings;
  private final Store store;

  public ChangeDetection(RunSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
  }

  /**
   * What the run before left about one artifact.
   *
   * @param state of its files; null where that run kept none
   * @param rows one, or one for each artifact in an archive
   */
  public record Prior(@Nullable RunState state, List<MigrationRecord> rows)
      implements Serializable {
    public Prior {
      rows = List.copyOf(rows);
    }
  }

  /** The rows to carry on; empty where the artifact is to be taken up. */
  public Optional<List<MigrationRecord>> unchanged(Artifact artifact, Prior prior)
      throws IOException {
    RunState before = prior.state();
    if (settings.mode() == RunSettings.Mode.FULL || before == null || prior.rows().isEmpty()) {
      return Optional.empty();
    }
    RunState now = state(artifact);
    if (!now.same(before) && !(sameGolden(now, before) && sameBytes(artifact, now, prior))) {
      return Optional.empty();
    }
    for (MigrationRecord row : prior.rows()) {
      if (!settled(row) || !stillPublished(row)) {
        return Optional.empty();
      }
    }
    return Optional.of(prior.rows().stream().map(row -> row.carriedOn(settings.runId())).toList());
  }

  /** The rows of an artifact that is gone; none where they said so before. */
  public List<MigrationRecord> removed(Prior prior) {
    return prior.rows().stream()
        .filter(row -> row.outcome() != Outcome.REMOVED)
        .map(row -> row.removed(settings.runId()))
        .toList();
  }

  /** What the store says of the artifact's files and its golden now. */
  public RunState state(Artifact artifact) throws IOException {
    return RunState.of(artifact, golden(artifact).orElse(null));
  }

  private Optional<ArtifactFile> golden(Artifact artifact) throws IOException {
    String path = Goldens.pathOf(artifact.path());
    for (String root :
        settings.goldens() == null
            ? List.of(settings.input())
            : List.of(settings.goldens(), settings.input())) {
      String uri = Store.resolve(root, path);
      Optional<Path> local = store.local(uri);
      if (local.isPresent() && Files.isRegularFile(local.get())) {
        BasicFileAttributes attributes =
            Files.readAttributes(local.get(), BasicFileAttributes.class);
        return Optional.of(
            new ArtifactFile(
                path, uri, attributes.size(), attributes.lastModifiedTime().toMillis(), null));
      }
      if (local.isEmpty() && store.exists(uri)) {
        return Optional.of(new ArtifactFile(path, uri, 0, 0, null));
      }
    }
    return Optional.empty();
  }

  private static boolean sameGolden(RunState now, RunState before) {
    return now.golden() == null
        ? before.golden() == null
        : before.golden() != null
            && now.golden().size() == before.golden().size()
            && now.golden().modified() == before.golden().modified();
  }

  /** Files that were only touched or copied: the digests of the one row decide. */
  private boolean sameBytes(Artifact artifact, RunState now, Prior prior) throws IOException {
    RunState before = prior.state();
    MigrationRecord row = prior.rows().get(0);
    if (before == null
        || prior.rows().size() != 1
        || row.artifact().contains("!/")
        || row.fingerprint() == null
        || !now.sameSizes(before)
        || store.local(settings.input()).isEmpty()) {
      return false;
    }
    try {
      return Fingerprint.of(new Staging(store, settings).stage(artifact))
          .sha256()
          .equals(row.fingerprint());
    } catch (dev.salvor.finding.ArtifactException | IOException unreadable) {
      return false;
    }
  }

  private boolean settled(MigrationRecord row) {
    Outcome outcome = row.previous() == null ? row.outcome() : row.previous().outcome();
    return switch (outcome) {
      case MIGRATED, COPIED, UNCHANGED -> true;
      case REJECTED -> row.classification() != dev.salvor.finding.Classification.UNREADABLE;
      case MISMATCHED, FAILED -> settings.mode() != RunSettings.Mode.RETRY_FAILED;
      case REMOVED -> false;
    };
  }

  private boolean stillPublished(MigrationRecord row) throws IOException {
    MigrationRecord.Output output = row.output();
    if (output == null) {
      return true;
    }
    String place =
        Store.resolve(
            Store.resolve(settings.models(), output.model()), Long.toString(output.version()));
    return store.exists(Store.resolve(place, "saved_model.pb"))
        || store.exists(Store.resolve(place, "saved_model.pbtxt"));
  }
}
