package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.ZipDirectory;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Binary files that a transfer took for text. The HDF5 signature was made to show it: it holds a
 * byte above 0x7F, CR LF, a control character and a lone LF.
 */
public final class TransferDamage {

  /**
   * A mangled beginning.
   *
   * @param bytes as Latin-1
   * @param how what happened, for a sentence
   */
  private record Mangled(String bytes, String how) {}

  private static final String LF_TO_CRLF =
      "every LF became CR LF: a transfer in text mode (ASCII) changed the line ends of a binary"
          + " file";
  private static final String TO_UTF8 =
      "its bytes were converted from Latin-1 to UTF-8, as if it were text";
  private static final String REPLACED =
      "its bytes above 0x7F were replaced by U+FFFD (EF BF BD): it was read and written as UTF-8"
          + " text";

  private static final List<Mangled> HEADS =
      List.of(
          new Mangled("\u0089HDF\r\r\n\u001a", LF_TO_CRLF),
          new Mangled(
              "\u0089HDF\n\u001a\n",
              "every CR LF became LF: a transfer in text mode changed the line ends of a binary"
                  + " file"),
          new Mangled(
              "\u0089HDF\n\n\u001a", "its line ends were changed by a transfer in text mode"),
          new Mangled("\u00ef\u00bf\u00bdHDF", REPLACED),
          new Mangled("\u00c2\u0089HDF", TO_UTF8),
          new Mangled(
              "?HDF\r\n", "its bytes above 0x7F were replaced by '?': it was converted as text"),
          new Mangled(
              "\tHDF\r\n",
              "the highest bit of every byte was cleared by a transfer of seven-bit text"),
          new Mangled(
              "HDF\r\n\u001a\n",
              "its first byte was lost: bytes above 0x7F were dropped in a transfer as text"),
          new Mangled("\u00ef\u00bf\u00bd\u0000", REPLACED),
          new Mangled("\u00ef\u00bf\u00bd\u0002", REPLACED),
          new Mangled("\u00ef\u00bf\u00bd\u0003", REPLACED),
          new Mangled("\u00ef\u00bf\u00bd\u0004\u00ef\u00bf\u00bd", REPLACED),
          new Mangled("\u00ef\u00bf\u00bd\u0005\u00ef\u00bf\u00bd", REPLACED),
          new Mangled("\u00c2\u0080\u0002", TO_UTF8),
          new Mangled("\u00c2\u0080\u0003", TO_UTF8),
          new Mangled("\u00c2\u0080\u0004\u00c2\u0095", TO_UTF8),
          new Mangled("\u00c2\u0080\u0005\u00c2\u0095", TO_UTF8));

  private static final int ENOUGH = 16;

  private TransferDamage() {}

  /** What a transfer did to the file, where its bytes show it. */
  public static Optional<Finding> find(FileView file) throws IOException {
    for (Mangled head : HEADS) {
      if (file.has(0, head.bytes())) {
        return Optional.of(finding(head.how()));
      }
    }
    boolean zip = file.has(0, ZipSniffer.LOCAL);
    if (zip && ZipDirectory.read(file).isEmpty()) {
      return mangledText(file.head());
    }
    return Optional.empty();
  }

  /** What the bytes of a zip say that begins well: its magic number is ASCII. */
  private static Optional<Finding> mangledText(byte[] head) {
    int replaced = 0;
    int pairs = 0;
    int high = 0;
    int lf = 0;
    int crlf = 0;
    for (int i = 0; i < head.length; i++) {
      int b = head[i] & 0xFF;
      int next = i + 1 < head.length ? head[i + 1] & 0xFF : 0;
      if (b == 0xEF && next == 0xBF && i + 2 < head.length && (head[i + 2] & 0xFF) == 0xBD) {
        replaced++;
        i += 2;
      } else if ((b == 0xC2 || b == 0xC3) && next >= 0x80 && next < 0xC0) {
        pairs++;
        i++;
      } else if (b >= 0x80) {
        high++;
      } else if (b == '\n') {
        lf++;
        crlf += i > 0 && head[i - 1] == '\r' ? 1 : 0;
      }
    }
    if (high == 0 && replaced >= ENOUGH) {
      return Optional.of(finding(REPLACED));
    }
    if (high <= 1 && pairs >= ENOUGH) {
      return Optional.of(finding(TO_UTF8));
    }
    return lf >= ENOUGH && crlf == lf ? Optional.of(finding(LF_TO_CRLF)) : Optional.empty();
  }

  private static Finding finding(String how) {
    return Finding.of(Rule.FILE_TEXT_MODE, Location.offset(0), how);
  }
}
