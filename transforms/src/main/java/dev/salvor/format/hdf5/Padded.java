package dev.salvor.format.hdf5;

/** Sizes rounded up to the eight bytes that version 1 structures align to. */
final class Padded {
  private Padded() {}

  static int to8(int size) {
    return size + 7 & ~7;
  }

  static long to8(long size) {
    return size + 7 & ~7L;
  }
}
