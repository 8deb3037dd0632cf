package dev.salvor.format.protosplit;

import com.google.protobuf.Descriptors.Descriptor;
import java.nio.ByteBuffer;

/** Looks at the bytes of a chunk before they become a message. */
@FunctionalInterface
public interface ChunkGuard {
  /**
   * @param type the message that the chunk is merged into
   * @throws dev.salvor.finding.ArtifactException where it would not fit into the heap
   */
  void check(Descriptor type, ByteBuffer chunk);
}
