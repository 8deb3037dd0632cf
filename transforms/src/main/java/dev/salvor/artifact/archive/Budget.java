package dev.salvor.artifact.archive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;

/** What is left of the limits while an archive and the archives in it are unpacked. */
final class Budget {
  private final ArchiveLimits limits;
  private final long packedSize;
  private long entries;
  private long declared;
  private long written;

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
  }

  private void check(String member, long bytes) {
    if (bytes > limits.bytes()) {
      throw bomb(
          member,
          "it unpacks to more than %,d bytes (%,d bytes are packed)",
          limits.bytes(),
          packedSize);
    }
    long allowed = Math.max(ArchiveLimits.FREE_BYTES, saturated(limits.ratio(), packedSize));
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
