package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.util.Optional;

/** HDF5 by its signature at 0, 512, 1024, 2048 … (HDF5 File Format Specification, II.A). */
public final class Hdf5Sniffer implements Signature {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int FIRST_USER_BLOCK = 512;

  @Override
  public Optional<Reading> read(FileView file) throws IOException {
    return at(file) == 0 ? Optional.of(Reading.of(Kind.KERAS_H5)) : Optional.empty();
  }

  /** HDF5 behind a user block. */
  static Optional<Reading> behindUserBlock(FileView file) throws IOException {
    return at(file) > 0 ? Optional.of(Reading.of(Kind.KERAS_H5)) : Optional.empty();
  }

  /** Where the signature stands, −1 where there is none. */
  static long at(FileView file) throws IOException {
    if (file.has(0, SIGNATURE)) {
      return 0;
    }
    for (long at = FIRST_USER_BLOCK; at > 0 && at + SIGNATURE.length <= file.size(); at *= 2) {
      if (file.has(at, SIGNATURE)) {
        return at;
      }
    }
    return -1;
  }
}
