package dev.salvor.inspect.sniff;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.ZipDirectory;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
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

  private static final String MARKED =
      "a byte order mark of UTF-8 (EF BB BF) stands before it: a program saved it as text";

  private static final List<Mangled> HEADS =
      List.of(
          new Mangled("\u00ef\u00bb\u00bf\u0089HDF\r\n\u001a\n", MARKED),
          new Mangled("\u00ef\u00bb\u00bfPK\u0003\u0004", MARKED),
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
    Optional<String> text = utf8(head);
    if (text.isPresent()) {
      long replaced = text.get().chars().filter(c -> c == 0xFFFD).count();
      long latin = text.get().chars().filter(c -> c >= 0x80 && c <= 0xFF).count();
      long other = text.get().chars().filter(c -> c > 0xFF).count();
      if (replaced >= ENOUGH) {
        return Optional.of(finding(REPLACED));
      }
      return latin >= ENOUGH && other == 0 ? Optional.of(finding(TO_UTF8)) : Optional.empty();
    }
    int lf = 0;
    int crlf = 0;
    for (int i = 1; i < head.length; i++) {
      lf += head[i] == '\n' ? 1 : 0;
      crlf += head[i] == '\n' && head[i - 1] == '\r' ? 1 : 0;
    }
    return lf >= ENOUGH && crlf == lf ? Optional.of(finding(LF_TO_CRLF)) : Optional.empty();
  }

  /**
   * The bytes as UTF-8, which no binary file of some length is; they may end within a character.
   */
  private static Optional<String> utf8(byte[] head) {
    CharBuffer text = CharBuffer.allocate(head.length);
    CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(head), text, false);
    return result.isUnderflow() ? Optional.of(text.flip().toString()) : Optional.empty();
  }

  private static Finding finding(String how) {
    return Finding.of(Rule.FILE_TEXT_MODE, Location.offset(0), how);
  }
}
