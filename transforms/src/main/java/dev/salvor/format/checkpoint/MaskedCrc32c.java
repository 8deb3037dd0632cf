package dev.salvor.format.checkpoint;

import java.util.zip.CRC32C;

/**
 * The checksum of tables and bundles: CRC-32C, rotated and offset so that a checksum of bytes that
 * hold checksums stays a good one (leveldb, doc/table_format.md).
 */
public final class MaskedCrc32c {
  private static final int DELTA = 0xa282ead8;

  private MaskedCrc32c() {}

  /** The value of {@code crc} as it is stored. */
  public static int of(CRC32C crc) {
    return Integer.rotateRight((int) crc.getValue(), 15) + DELTA;
  }

  /** The plain checksum behind a stored one. */
  static int unmask(int stored) {
    return Integer.rotateLeft(stored - DELTA, 15);
  }
}
