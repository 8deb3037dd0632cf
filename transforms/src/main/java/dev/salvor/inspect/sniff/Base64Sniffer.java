package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** A binary file as base64 text, as mail and web forms carry it. */
final class Base64Sniffer {
  private static final Pattern ALPHABET =
      Pattern.compile("\\A(?:data:[^,]{0,100};base64,)?[A-Za-z0-9+/_\\-\\s]+={0,2}\\s*\\z");
  private static final Pattern DATA_URI = Pattern.compile("\\Adata:[^,]{0,100};base64,");
  private static final int ENOUGH = 64;
  private static final int QUANTUM = 4;

  private Base64Sniffer() {}

  static Optional<Reading> read(FileView file, String text) {
    if (text.length() < ENOUGH || !ALPHABET.matcher(text).matches()) {
      return Optional.empty();
    }
    String letters = DATA_URI.matcher(text).replaceFirst("").replaceAll("[\\s=]", "");
    letters = letters.replace('-', '+').replace('_', '/');
    byte[] bytes;
    try {
      bytes =
          Base64.getDecoder().decode(letters.substring(0, letters.length() / QUANTUM * QUANTUM));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return inner(bytes)
        .map(
            format ->
                Reading.stating(
                    Kind.OTHER,
                    "base64 text",
                    Rule.FILE_FORMAT_UNSUPPORTED,
                    "it is the base64 text of "
                        + format
                        + "; decode it (`base64 -d`) into a file"));
  }

  /** The formats that are worth decoding, by their first bytes. */
  private static Optional<String> inner(byte[] bytes) {
    String head =
        new String(
            bytes, 0, Math.min(bytes.length, 16), java.nio.charset.StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u0089HDF\r\n\u001a\n")) {
      return Optional.of("an HDF5 file");
    }
    if (head.startsWith("PK\u0003\u0004")) {
      return Optional.of("a zip or .keras file");
    }
    if (head.startsWith("\u001f\u008b")) {
      return Optional.of("a gzip file");
    }
    if (head.startsWith("\u0093NUMPY")) {
      return Optional.of("a NumPy file");
    }
    return PickleSniffer.isPickle(bytes, false) ? Optional.of("a Python pickle") : Optional.empty();
  }
}
