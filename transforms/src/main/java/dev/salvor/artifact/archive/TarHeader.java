package dev.salvor.artifact.archive;

/** Tells a tar from other bytes by the checksum of its first header (POSIX.1, ustar; and older). */
public final class TarHeader {
  private static final int LENGTH = 512;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;

  private TarHeader() {}

  /** Whether {@code block} begins with the header of a tar entry. */
  public static boolean at(byte[] block) {
    if (block.length < LENGTH || block[0] == 0) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < LENGTH; i++) {
      boolean checksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      unsigned += checksum ? ' ' : block[i] & 0xFF;
      signed += checksum ? ' ' : block[i];
    }
    long stored = 0;
    boolean digits = false;
    for (int i = CHECKSUM_AT; i < CHECKSUM_AT + CHECKSUM_LENGTH; i++) {
      if (block[i] >= '0' && block[i] <= '7') {
        stored = stored << 3 | block[i] - '0';
        digits = true;
      } else if (block[i] != ' ' && block[i] != 0) {
        return false;
      }
    }
    return digits && (stored == unsigned || stored == signed);
  }
}
