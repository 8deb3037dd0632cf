package dev.salvor.artifact.archive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is left of the limits while an archive and the archives in it are unpacked. */
final class Budget {
  /** What any archive may hold, however few its bytes. */
  private static final long FREE_ENTRIES = 1_000;

  /**
   * How far beyond the ratio the beginning of a file may be that does not say how much it holds:
   * more than a long stretch of one value.
   */
  private static final int UNSTATED = 4;

  /** Less than the name of a file takes, whatever the compression. */
  private static final long BYTES_AN_ENTRY = 16;

  private final ArchiveLimits limits;
  private final long packedSize;
  private long entries;
  private long declared;
  private long written;
  private @Nullable Expectation expectation;

  /**
   * @param size what a compressed file says that it holds; empty where it does not
   * @param read how many of its bytes were read so far
   * @param before bytes written before it
   */
  private record Expectation(OptionalLong size, LongSupplier read, long before) {

    /** The beginning of a file of which too much is to come; one that says too little lies. */
    void check(String member, long written, Budget budget) {
      long here = written - before;
      boolean stated = size.isPresent() && here <= size.getAsLong();
      int factor = stated ? 1 : UNSTATED;
      if (stated && size.getAsLong() <= budget.allowed()) {
        return;
      }
      if (here > factor * ArchiveLimits.FREE_BYTES
          && here / factor / budget.limits.ratio() > read.getAsLong()) {
        throw bomb(
            member,
            "its first %,d bytes unpack to %,d%s: a decompression bomb",
            read.getAsLong(),
            here,
            stated ? String.format(Locale.ROOT, " of %,d", size.getAsLong()) : "");
      }
    }
  }

  /**
   * @param packedSize bytes of the outermost archive: what is in it, however deep, came out of them
   */
  Budget(ArchiveLimits limits, long packedSize) {
    this.limits = limits;
    this.packedSize = packedSize;
  }

  /**
   * @throws ArtifactException where there are too many
   */
  void entry(String member) {
    if (++entries > limits.entries()) {
      throw bomb(member, "it has more than %,d entries", limits.entries());
    } else if (entries > FREE_ENTRIES && packedSize / entries < BYTES_AN_ENTRY) {
      throw bomb(member, "its %,d bytes hold more than %,d entries", packedSize, entries);
    }
  }

  /**
   * @param count of an archive that lists its entries before them
   * @throws ArtifactException where they are too many
   */
  void announce(long count) {
    if (count > limits.entries() - entries) {
      throw bomb("", "it has %,d entries, more than %,d", count, limits.entries());
    }
  }

  /**
   * @param size as the archive states it
   * @throws ArtifactException where the sizes stated so far are too many bytes
   */
  void declare(String member, long size) {
    declared = saturatedSum(declared, size);
    check(member, declared);
  }

  /**
   * @throws ArtifactException where the bytes written so far are too many
   */
  void written(String member, long count) {
    written = saturatedSum(written, count);
    check(member, written);
    if (expectation != null) {
      expectation.check(member, written, this);
    }
  }

  /**
   * A compressed file follows: where it says that it holds too much, or less than it does, or does
   * not say how much, and its beginning bears out the worst, the rest is not unpacked any more.
   *
   * @param read how many bytes of the file were read so far
   */
  void expect(OptionalLong size, LongSupplier read) {
    expectation = new Expectation(size, read, written);
  }

  /** The compressed file is at its end. */
  void expectNothing() {
    expectation = null;
  }

  private long allowed() {
    return Math.max(ArchiveLimits.FREE_BYTES, saturated(limits.ratio(), packedSize));
  }

  private void check(String member, long bytes) {
    if (bytes > limits.bytes()) {
      throw bomb(
          member,
          "it unpacks to more than %,d bytes (%,d bytes are packed)",
          limits.bytes(),
          packedSize);
    }
    long allowed = allowed();
    if (bytes > allowed) {
      throw bomb(
          member,
          "its %,d bytes unpack to more than %,d: a decompression bomb",
          packedSize,
          allowed);
    }
  }

  int depth() {
    return limits.depth();
  }

  private static long saturated(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  private static long saturatedSum(long a, long b) {
    return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
  }

  private static ArtifactException bomb(String member, String format, Object... values) {
    return Finding.of(Rule.ARCHIVE_BOMB, Location.member(member), format, values).exception();
  }
}
