package dev.salvor.format.kerasarchive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells why an archive is broken, from what text conversions leave behind: compressed data and
 * floats are never valid UTF-8, and about one in 256 of their bytes is a lone line feed.
 */
final class ZipDamage {
  private static final int SAMPLE = 1 << 20;
  private static final int LEAST_LINES = 8;

  private ZipDamage() {}

  /** {@code broken}, or a better explanation of it. */
  static ArtifactException explain(ZipBytes bytes, ArtifactException broken) throws IOException {
    if (broken.finding().rule() != Rule.ARCHIVE_DAMAGED) {
      return broken;
    }
    ByteBuffer sample =
        bytes.read(0, (int) Math.min(SAMPLE, bytes.length()), "head of the archive");
    Optional<String> cause = cause(sample);
    if (cause.isEmpty()) {
      return broken;
    }
    String message = "the archive was converted " + cause.get() + "; " + broken.finding().message();
    return new ArtifactException(Finding.of(Rule.FILE_TEXT_MODE, Location.NONE, message), broken);
  }

  private static Optional<String> cause(ByteBuffer sample) {
    int lines = 0;
    int lone = 0;
    int high = 0;
    int replaced = 0;
    byte before = 0;
    for (int at = 0; at < sample.limit(); at++) {
      byte value = sample.get(at);
      if (value == '\n') {
        lines++;
        lone += before == '\r' ? 0 : 1;
      }
      high += value < 0 ? 1 : 0;
      if (at >= 2
          && value == (byte) 0xBD
          && before == (byte) 0xBF
          && sample.get(at - 2) == (byte) 0xEF) {
        replaced++;
      }
      before = value;
    }
    if (high > 0 && utf8(sample)) {
      return Optional.of(
          replaced > 0
              ? "as UTF-8 text: bytes above 0x7F are now EF BF BD (U+FFFD) and lost"
              : "from Latin-1 to UTF-8: each byte above 0x7F is now two");
    }
    if (lines >= LEAST_LINES && lone == 0) {
      return Optional.of("in text mode: every LF became CR LF");
    }
    return Optional.empty();
  }

  private static boolean utf8(ByteBuffer sample) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(sample.limit() + 1);
    return !decoder.decode(sample.duplicate().rewind(), text, false).isError();
  }
}
