package dev.salvor.inspect.damage;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The longest stretch of bytes that stands in a file twice, at any two offsets: windows at every
 * {@value #STEP} bytes are known by a hash, and a hash that rolls over all offsets is compared.
 */
final class Repeats {
  private static final int STEP = 256;
  private static final int LEAST = 2048;

  /** Blocks of disks and transfers are multiples of it; what a format repeats is not. */
  private static final int SECTOR = 512;

  private static final int LARGEST = 32 << 20;
  private static final long BASE = 0x100000001b3L;

  record Repeat(long first, long second, long length) {}

  private final byte[] bytes;
  private final Map<Long, Integer> windows = new HashMap<>();

  private Repeats(byte[] bytes) {
    this.bytes = bytes;
  }

  static Optional<Repeat> longest(FileView file) throws IOException {
    return file.size() > LARGEST || file.size() < 2 * LEAST
        ? Optional.empty()
        : new Repeats(file.read(0, (int) file.size())).longest();
  }

  private Optional<Repeat> longest() {
    long top = 1;
    for (int i = 1; i < STEP; i++) {
      top *= BASE;
    }
    Repeat best = null;
    long hash = 0;
    for (int i = 0; i < STEP; i++) {
      hash = hash * BASE + bytes[i];
    }
    long known = 0;
    for (int at = 0; at + STEP < bytes.length; ) {
      Integer before = windows.get(hash);
      if (before == null) {
        if (at % STEP == 0 && varied(at)) {
          windows.put(hash, at);
        }
      } else if (before + STEP <= at && at >= known) {
        Repeat found = extend(before, at);
        known = found.second() + found.length();
        boolean blocks = (found.second() - found.first()) % SECTOR == 0;
        if (blocks && found.length() >= LEAST && (best == null || found.length() > best.length())) {
          best = found;
        }
      }
      hash = (hash - bytes[at] * top) * BASE + bytes[at + STEP];
      at++;
    }
    return Optional.ofNullable(best);
  }

  private Repeat extend(int first, int second) {
    int start = 0;
    while (start < first && start < STEP && bytes[first - start - 1] == bytes[second - start - 1]) {
      start++;
    }
    int from = first - start;
    int again = second - start;
    int length = 0;
    while (again + length < bytes.length
        && from + length < again
        && bytes[from + length] == bytes[again + length]) {
      length++;
    }
    return new Repeat(from, again, length);
  }

  /** Zeros, padding and the like repeat by nature. */
  private boolean varied(int at) {
    int changes = 0;
    for (int i = at + 1; i < at + STEP; i++) {
      changes += bytes[i] == bytes[i - 1] ? 0 : 1;
    }
    return changes > STEP / 2;
  }
}
