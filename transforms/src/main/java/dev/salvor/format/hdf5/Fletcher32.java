package dev.salvor.format.hdf5;

/**
 * Fletcher's checksum over big-endian 16-bit words, as HDF5 computes it (H5checksum.c,
 * H5_checksum_fletcher32). jhdf takes the checksum off without verifying it.
 */
final class Fletcher32 {
  private static final int MODULUS_BITS = 16;

  /** So many words may be summed before a sum of 32 bits could overflow. */
  private static final int BATCH = 360;

  private Fletcher32() {}

  /** The checksum of the first {@code length} bytes. */
  static int of(byte[] data, int length) {
    long first = 0;
    long second = 0;
    int words = length / 2;
    for (int word = 0; word < words; ) {
      int end = Math.min(words, word + BATCH);
      for (; word < end; word++) {
        first += ((data[2 * word] & 0xFF) << 8) | (data[2 * word + 1] & 0xFF);
        second += first;
      }
      first = fold(first);
      second = fold(second);
    }
    if (length % 2 == 1) {
      first += (data[length - 1] & 0xFF) << 8;
      second += first;
      first = fold(first);
      second = fold(second);
    }
    return (int) ((fold(second) << MODULUS_BITS) | fold(first));
  }

  private static long fold(long sum) {
    return (sum & 0xFFFF) + (sum >>> MODULUS_BITS);
  }
}
