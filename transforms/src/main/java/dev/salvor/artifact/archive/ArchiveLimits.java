package dev.salvor.artifact.archive;

import java.util.Map;

/**
 * What an archive may cost.
 *
 * @param entries files in an archive and all archives in it
 * @param bytes of all of them unpacked
 * @param ratio unpacked bytes to bytes of the file, beyond {@link #FREE_BYTES}
 * @param depth archives in archives
 */
public record ArchiveLimits(long entries, long bytes, long ratio, int depth) {

  /** What any archive may unpack to whatever its ratio: zeros compress a thousandfold. */
  static final long FREE_BYTES = 16L << 20;

  private static final long UNPACKED = 16L << 30;

  public static final ArchiveLimits DEFAULT = new ArchiveLimits(50_000, 32L << 30, 200, 3);

  /** The defaults with those of a policy: archive_entries, archive_bytes, archive_ratio. */
  public static ArchiveLimits of(Map<String, Long> limits) {
    return new ArchiveLimits(
        limits.getOrDefault("archive_entries", DEFAULT.entries),
        limits.getOrDefault("archive_bytes", DEFAULT.bytes),
        limits.getOrDefault("archive_ratio", DEFAULT.ratio),
        DEFAULT.depth);
  }

  /** Those of a compressed pickle: unpacked_bytes, archive_ratio. */
  public static ArchiveLimits ofPickle(Map<String, Long> limits) {
    return new ArchiveLimits(
        1,
        limits.getOrDefault("unpacked_bytes", UNPACKED),
        limits.getOrDefault("archive_ratio", DEFAULT.ratio),
        0);
  }
}
