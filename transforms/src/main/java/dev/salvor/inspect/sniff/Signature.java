package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.util.Optional;

/** Recognises one format. Reads a bounded part of the file and believes no length in it. */
@FunctionalInterface
public interface Signature {

  /** The reading, where the bytes allow it. */
  Optional<Reading> read(FileView file) throws IOException;

  /** A format that is known by bytes at an offset. */
  static Signature magic(long offset, String magic, Reading reading) {
    return file -> file.has(offset, magic) ? Optional.of(reading) : Optional.empty();
  }
}
