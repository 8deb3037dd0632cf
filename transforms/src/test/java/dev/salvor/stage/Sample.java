package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Producer;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.policy.Policy;
import dev.salvor.validate.ValidatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for the tests of the stages. */
final class Sample {
  static final long WRITTEN = 1_600_000_000_000L;

  private Sample() {}

  static RunSettings settings(Path root, String run, RunSettings.Mode mode) {
    return new RunSettings(
        run,
        root.resolve("store").toString(),
        root.resolve("out").toString(),
        null,
        "tf-2.18",
        Policy.NONE,
        ValidatorOptions.DEFAULT,
        mode,
        false,
        Long.MAX_VALUE,
        0,
        WRITTEN,
        root.resolve("work").toString(),
        true,
        "configuration");
  }

  /** A file of the store below {@code root}, written at {@link #WRITTEN}. */
  static Artifact file(Path root, String path, String content) throws IOException {
    Path file = root.resolve("store").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(WRITTEN));
    return listed(root, path);
  }

  /** The same file as it would be listed now. */
  static Artifact listed(Path root, String path) throws IOException {
    Path file = root.resolve("store").resolve(path);
    ArtifactFile listed =
        new ArtifactFile(
            path,
            file.toString(),
            Files.size(file),
            Files.getLastModifiedTime(file).toMillis(),
            null);
    return new Artifact(path, Artifact.Layout.FILE, List.of(listed), path);
  }

  static MigrationRecord row(
      String artifact,
      Classification classification,
      Outcome outcome,
      @Nullable String fingerprint,
      MigrationRecord.@Nullable Output output) {
    return new MigrationRecord(
        "1",
        artifact,
        "store/" + artifact,
        List.of(),
        fingerprint,
        Kind.KERAS_H5,
        Producer.UNKNOWN,
        classification,
        outcome,
        new MigrationRecord.Reason("code", "message", "action"),
        List.of(),
        List.of(),
        null,
        output,
        null,
        Map.of(),
        null);
  }

  static MigrationRecord.Output output(RunSettings settings, String model, long version) {
    String uri = settings.models() + "/" + model + "/" + version;
    return new MigrationRecord.Output(model, version, uri, "digest", Map.of());
  }
}
