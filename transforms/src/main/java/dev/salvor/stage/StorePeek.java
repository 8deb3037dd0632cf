package dev.salvor.stage;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ContentPeek;
import dev.salvor.artifact.HeadPeek;
import dev.salvor.artifact.Store;
import dev.salvor.inspect.keras.LayerNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Looks into the files of a store: at their heads, and whole only where they lie on a local disk. A
 * file that cannot be read says nothing here; its inspection will say why.
 */
record StorePeek(Store store) implements ContentPeek {

  @Override
  public Content of(ArtifactFile file) {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(HeadPeek.HEAD_BYTES, file.size()));
    try (ReadableByteChannel channel = store.open(file.uri())) {
      int read = 0;
      while (head.hasRemaining() && read >= 0) {
        read = channel.read(head);
      }
    } catch (IOException unreadable) {
      return Content.UNKNOWN;
    }
    return HeadPeek.of(Arrays.copyOf(head.array(), head.position()));
  }

  @Override
  public boolean sameLayers(ArtifactFile architecture, ArtifactFile weights) {
    Optional<Path> left = store.local(architecture.uri());
    Optional<Path> right = store.local(weights.uri());
    return left.isPresent() && right.isPresent() && LayerNames.same(left.get(), right.get());
  }
}
