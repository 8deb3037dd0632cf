package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ArtifactLayout;
import dev.salvor.artifact.ContentPeek;
import dev.salvor.artifact.HeadPeek;
import dev.salvor.artifact.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;

/** From the root of a store to its artifacts. */
public final class Discovery {
  private final Store store;

  public Discovery(Store store) {
    this.store = store;
  }

  /**
   * All artifacts below the input, sorted by path. Artifacts with a file younger than the minimum
   * age are left to a later run: they may still be uploaded.
   *
   * @throws IOException where the store cannot be listed
   */
  public List<Artifact> artifacts(RunSettings settings) throws IOException {
    List<ArtifactFile> files = store.list(settings.input());
    return ArtifactLayout.group(files, this::peek).stream()
        .filter(artifact -> oldEnough(artifact, settings))
        .toList();
  }

  private static boolean oldEnough(Artifact artifact, RunSettings settings) {
    return settings.minAgeMillis() <= 0
        || artifact.files().stream()
            .allMatch(
                file -> file.modified() <= settings.startedMillis() - settings.minAgeMillis());
  }

  /** A file that cannot be read says nothing here; its inspection will say why. */
  ContentPeek.Content peek(ArtifactFile file) {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(HeadPeek.HEAD_BYTES, file.size()));
    try (ReadableByteChannel channel = store.open(file.uri())) {
      int read = 0;
      while (head.hasRemaining() && read >= 0) {
        read = channel.read(head);
      }
    } catch (IOException unreadable) {
      return ContentPeek.Content.UNKNOWN;
    }
    return HeadPeek.of(Arrays.copyOf(head.array(), head.position()));
  }
}
