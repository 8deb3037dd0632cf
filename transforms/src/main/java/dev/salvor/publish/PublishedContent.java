package dev.salvor.publish;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Whether a published version holds the same bytes as a model that is to be published. */
final class PublishedContent {
  private PublishedContent() {}

  static boolean equal(Store store, List<ArtifactFile> published, List<SourceFile> model)
      throws IOException {
    Map<String, ArtifactFile> there = new HashMap<>();
    for (ArtifactFile file : published) {
      String inside = file.path().substring(file.path().indexOf('/') + 1);
      if (!inside.startsWith(ModelPublisher.EXTRAS)) {
        there.put(inside, file);
      }
    }
    if (there.size() != model.size()) {
      return false;
    }
    for (SourceFile file : model) {
      ArtifactFile same = there.get(file.path());
      if (same == null
          || same.size() != file.size()
          || !sha256(store, same).equals(file.sha256())) {
        return false;
      }
    }
    return true;
  }

  private static String sha256(Store store, ArtifactFile file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Channels.newInputStream(store.open(file.uri()))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
