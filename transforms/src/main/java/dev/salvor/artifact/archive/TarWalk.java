package dev.salvor.artifact.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the entries of a tar by their headers alone, before files are made of them: for tars whose
 * entries are many and small. What it does not understand ends the count; the unpacking itself says
 * what is wrong there.
 */
final class TarWalk {
  private static final int BLOCK = 512;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE_AT = 156;

  /** Hard and symbolic links, devices, directories, pipes: their size stands for nothing. */
  private static final String WITHOUT_CONTENT = "123456";

  /** PAX and GNU headers of the entry behind them. */
  private static final String ATTRIBUTES = "xgXLK";

  private TarWalk() {}

  /** Up to {@code most} entries. */
  static long count(InputStream tar, long most) throws IOException {
    byte[] header = new byte[BLOCK];
    long entries = 0;
    while (entries < most && tar.readNBytes(header, 0, BLOCK) == BLOCK && TarHeader.at(header)) {
      char type = (char) header[TYPE_AT];
      entries += ATTRIBUTES.indexOf(type) < 0 ? 1 : 0;
      long size = WITHOUT_CONTENT.indexOf(type) < 0 ? size(header) : 0;
      if (size < 0 || !skipped(tar, (size + BLOCK - 1) / BLOCK * BLOCK)) {
        break;
      }
    }
    return entries;
  }

  private static boolean skipped(InputStream tar, long count) throws IOException {
    try {
      tar.skipNBytes(count);
      return true;
    } catch (java.io.EOFException e) {
      return false;
    }
  }

  /** Octal digits; -1 for anything else. */
  private static long size(byte[] header) {
    long size = 0;
    for (int i = SIZE_AT; i < SIZE_AT + SIZE_LENGTH; i++) {
      if (header[i] >= '0' && header[i] <= '7') {
        size = size << 3 | header[i] - '0';
      } else if (header[i] != ' ' && header[i] != 0) {
        return -1;
      }
    }
    return size;
  }
}
