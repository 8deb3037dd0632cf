package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * LevelDB-style tables by the magic number of their footer (core/lib/io/format.h): a V1 checkpoint,
 * or the index of a V2 one whose data files are not beside it.
 */
public final class TableSniffer implements Signature {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER = 48;

  @Override
  public Optional<Reading> read(FileView file) throws IOException {
    ByteBuffer footer = file.buffer(file.size() - FOOTER, FOOTER);
    if (footer.remaining() < FOOTER || footer.getLong(FOOTER - 8) != MAGIC) {
      return Optional.empty();
    }
    return Optional.of(Reading.of(checkpoint(file.head())));
  }

  /** Object-based checkpoints hold their object graph under a key that sorts first. */
  public static Kind checkpoint(byte[] indexHead) {
    String head = new String(indexHead, java.nio.charset.StandardCharsets.ISO_8859_1);
    return head.contains("_CHECKPOINTABLE_OBJECT_GRAPH")
        ? Kind.TF2_CHECKPOINT
        : Kind.TF1_CHECKPOINT;
  }
}
