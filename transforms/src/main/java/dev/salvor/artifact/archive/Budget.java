package dev.salvor.artifact.archive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is left of the limits while an archive and the archives in it are unpacked. */
final class Budget {
  /** What any archive may hold, however few its bytes. */
  private static final long FREE_ENTRIES = 4_000;

  /** Less than name, mode and time of a file take, whatever the compression. */
  private static final long BYTES_AN_ENTRY = 64;

  /**
   * How far beyond the ratio the beginning of a file may be that does not say how much it holds and
   * whose rest looks different: a long stretch of one value is no bomb yet.
   */
  private static final int UNSTATED = 4;

  private final ArchiveLimits limits;
  private final long packedSize;
  private long entries;
  private long declared;
  private long written;
  private @Nullable Expectation expectation;

  /** A compressed file: what it says that it holds, and its bytes. */
  private static final class Expectation {
    private final OptionalLong size;
    private final Packed packed;
    private final long before;
    private boolean sampled;

    Expectation(OptionalLong size, Packed packed, long before) {
      this.size = size;
      this.packed = packed;
      this.before = before;
    }

    /** The beginning of a file of which too much is to come; one that says too little lies. */
    void check(String member, long written, Budget budget) throws StoreFault {
      long here = written - before;
      boolean stated = size.isPresent() && here <= size.getAsLong();
      if ((stated && size.getAsLong() <= budget.allowed()) || !budget.beyond(here, packed, 1)) {
        return;
      }
      if (stated || budget.beyond(here, packed, UNSTATED) || repeats()) {
        throw bomb(
            member,
            "its first %,d bytes unpack to %,d%s%s",
            packed.count(),
            here,
            stated ? String.format(Locale.ROOT, " of %,d", size.getAsLong()) : "",
            budget.ratioLimit());
      }
    }

    private boolean repeats() throws StoreFault {
      boolean first = !sampled;
      sampled = true;
      return first && packed.restRepeats();
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
    if (entriesLeft() == 0) {
      throw tooManyEntries(member);
    }
    entries++;
  }

  /** How many more there may be. */
  long entriesLeft() {
    return Math.max(0, mostEntries() - entries);
  }

  private long mostEntries() {
    return Math.min(limits.entries(), Math.max(FREE_ENTRIES, packedSize / BYTES_AN_ENTRY));
  }

  ArtifactException tooManyEntries(String member) {
    return bomb(
        member,
        "its %,d bytes hold more than %,d entries%s",
        packedSize,
        mostEntries(),
        mostEntries() == limits.entries() ? " (limit archive_entries)" : ": an archive bomb");
  }

  /**
   * @param count of an archive that lists its entries before them
   * @throws ArtifactException where they are too many
   */
  void announce(long count) {
    if (count > entriesLeft()) {
      throw tooManyEntries("");
    }
  }

  /**
   * @param size as the archive states it What is inside of a compressed file has to show: its end
   *     may be missing.
   * @throws ArtifactException where the sizes stated so far are too many bytes
   */
  void declare(String member, long size) {
    declared = expectation == null ? saturatedSum(declared, size) : declared;
    check(member, declared);
  }

  /**
   * @throws ArtifactException where the bytes written so far are too many
   */
  void written(String member, long count) throws StoreFault {
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
   * @param packed its bytes
   */
  void expect(OptionalLong size, Packed packed) {
    expectation = new Expectation(size, packed, written);
  }

  /** The compressed file is at its end. */
  void expectNothing() {
    expectation = null;
  }

  private String ratioLimit() {
    return String.format(
        Locale.ROOT, ": a decompression bomb (limit archive_ratio, %,d)", limits.ratio());
  }

  /** Whether so much came out of so few bytes that {@code factor} times less would be too much. */
  private boolean beyond(long written, Packed packed, int factor) {
    return written > factor * ArchiveLimits.FREE_BYTES
        && written / factor / limits.ratio() > packed.count();
  }

  private long allowed() {
    return Math.max(ArchiveLimits.FREE_BYTES, saturated(limits.ratio(), packedSize));
  }

  private void check(String member, long bytes) {
    if (bytes > limits.bytes()) {
      throw bomb(
          member,
          "it unpacks to more than %,d bytes (limit archive_bytes; %,d bytes are packed)",
          limits.bytes(),
          packedSize);
    }
    long allowed = allowed();
    if (bytes > allowed) {
      throw bomb(
          member, "its %,d bytes unpack to more than %,d%s", packedSize, allowed, ratioLimit());
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
