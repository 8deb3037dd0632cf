package dev.salvor.stage;

import dev.salvor.artifact.Fingerprint;
import dev.salvor.artifact.Fingerprint.FileDigest;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.util.List;

/** Between the digests of the manifest's rows and {@link Fingerprint}. */
final class ModelFingerprint {
  private ModelFingerprint() {}

  static List<SourceFile> files(Fingerprint fingerprint) {
    return fingerprint.files().stream()
        .map(file -> new SourceFile(file.path(), file.size(), file.sha256()))
        .toList();
  }

  static Fingerprint of(List<SourceFile> files) {
    return Fingerprint.of(
        files.stream()
            .map(file -> new FileDigest(file.path(), file.size(), String.valueOf(file.sha256())))
            .toList());
  }
}
