package dev.salvor.inspect.sniff;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** TFRecord files by the checksum of their first length (core/lib/io/record_writer.h). */
public final class TfRecordSniffer implements Signature {
  private static final int HEADER = 12;
  private static final int MASK_DELTA = 0xa282ead8;

  @Override
  public Optional<Reading> read(FileView file) throws IOException {
    ByteBuffer head = file.buffer(0, HEADER);
    if (head.remaining() < HEADER) {
      return Optional.empty();
    }
    CRC32C crc = new CRC32C();
    crc.update(head.array(), 0, 8);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    if (masked != head.getInt(8)) {
      return Optional.empty();
    }
    boolean events =
        new String(file.head(), 0, Math.min(64, file.head().length), ISO_8859_1)
            .contains("brain.Event");
    return Optional.of(
        Reading.notAModel(
            Kind.TFRECORD, events ? "a TensorBoard event file" : "a TFRecord file of examples"));
  }
}
