package dev.salvor.format.hdf5;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Finds the HDF5 signature, or explains what became of it. The signature was chosen so that the
 * usual transfer faults show in it (II.A): a byte above 0x7F, CR LF, and a lone LF.
 */
final class SignatureDamage {
  static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final int FIRST_USER_BLOCK = 512;
  private static final int HEAD = 16;
  private static final int BLOCK = 4096;
  private static final int FLIPPED_BITS = 8;

  private record Trace(String head, String cause) {}

  private static final List<Trace> TRANSFERS =
      List.of(
          new Trace("894844460d0d0a1a", "in text mode: every LF became CR LF"),
          new Trace("894844460a1a0a", "in text mode: every CR LF became LF"),
          new Trace("894844460d0d1a0d", "in text mode: every LF became CR"),
          new Trace("894844460a0a1a0a", "in text mode: every CR became LF"),
          new Trace(
              "efbfbd484446",
              "as UTF-8 text: each byte above 0x7F is now EF BF BD (U+FFFD, the replacement"
                  + " character) and lost"),
          new Trace("c289484446", "from Latin-1 to UTF-8: each byte above 0x7F is now two"),
          new Trace("e280b0484446", "from Windows-1252 to UTF-8"),
          new Trace("3f484446", "as ASCII text: each byte above 0x7F is now a question mark"),
          new Trace("09484446", "with seven bits: the top bit of each byte is gone"));

  private SignatureDamage() {}

  /** Offset of the superblock: 0, or behind a user block of 512, 1024, 2048… bytes. */
  static long locate(FileBytes bytes) {
    for (long at = 0; at + SIGNATURE.length <= bytes.length(); at = next(at)) {
      ByteBuffer found = bytes.read(at, SIGNATURE.length, "signature");
      if (Arrays.equals(found.array(), SIGNATURE)) {
        return at;
      }
    }
    throw explain(bytes);
  }

  private static long next(long at) {
    return at == 0 ? FIRST_USER_BLOCK : 2 * at;
  }

  private static ArtifactException explain(FileBytes bytes) {
    long length = bytes.length();
    if (length == 0) {
      return bytes.finding(Rule.FILE_EMPTY, 0, "the file is empty");
    }
    byte[] head = bytes.read(0, Math.min(HEAD, length), "head").array();
    if (head.length < SIGNATURE.length) {
      return bytes.finding(
          Rule.H5_TRUNCATED, 0, "the file has only %d bytes, less than a signature", length);
    }
    String hex = HexFormat.of().formatHex(head);
    for (Trace trace : TRANSFERS) {
      if (hex.startsWith(trace.head)) {
        return bytes.finding(
            Rule.FILE_TEXT_MODE,
            0,
            "the HDF5 signature reads %s: the file was converted %s",
            hex(head),
            trace.cause);
      }
    }
    long zeros = leadingZeros(bytes);
    if (zeros >= SIGNATURE.length) {
      return bytes.damaged(
          0,
          "the first %d of %d bytes are zeros: signature and superblock are gone",
          zeros,
          length);
    }
    if (flips(head) <= FLIPPED_BITS) {
      return bytes.damaged(0, "the HDF5 signature is damaged: it reads %s", hex(head));
    }
    return bytes.damaged(0, "there is no HDF5 signature; the file begins with %s", hex(head));
  }

  private static long leadingZeros(FileBytes bytes) {
    long zeros = 0;
    while (zeros < bytes.length()) {
      long count = Math.min(BLOCK, bytes.length() - zeros);
      for (byte value : bytes.read(zeros, count, "head").array()) {
        if (value != 0) {
          return zeros;
        }
        zeros++;
      }
    }
    return zeros;
  }

  private static int flips(byte[] head) {
    int bits = 0;
    for (int index = 0; index < SIGNATURE.length; index++) {
      bits += Integer.bitCount((head[index] ^ SIGNATURE[index]) & 0xFF);
    }
    return bits;
  }

  /** {@code 89 48 44 46}. */
  static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
  }
}
