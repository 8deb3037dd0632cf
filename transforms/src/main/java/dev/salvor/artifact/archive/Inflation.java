package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.ArtifactException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one compressed file holds, read within the limits of an archive. Reading beyond them is an
 * {@link ArtifactException}; it happens as early as the file's own bytes show that it will.
 */
public final class Inflation extends FilterInputStream {

  /** Opens the decoder over the bytes of the file. */
  @FunctionalInterface
  public interface Decoder {
    InputStream open(InputStream raw) throws IOException;
  }

  private final Budget budget;

  private Inflation(InputStream decoded, Budget budget) {
    super(decoded);
    this.budget = budget;
  }

  /**
   * @param compression empty where it is none of those that are known here
   * @param file stays open, and is the caller's to close
   */
  public static Inflation open(
      FileView file, Optional<Compression> compression, Decoder decoder, ArchiveLimits limits)
      throws IOException {
    Budget budget = new Budget(limits, file.size());
    Packed packed = new Packed(file);
    OptionalLong size =
        compression.isPresent() ? DeclaredSize.of(file, compression.get()) : OptionalLong.empty();
    budget.expect(size, packed);
    return new Inflation(decoder.open(new BufferedInputStream(packed)), budget);
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    budget.written("", one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    budget.written("", Math.max(0, read));
    return read;
  }
}
