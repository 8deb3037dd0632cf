package dev.salvor.convert.keras.weights;

import dev.salvor.format.tensor.ElementType;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What in the values of a tensor looks like damage that no checksum covers: magnitudes that no
 * training gives, blocks of zeros in between, and blocks that stand there twice, as a disk or a
 * transfer leaves them. None of it is proof. Values are seen once, in order.
 */
final class TensorDoubts {
  /** A flipped bit of the exponent makes 1e37 of 0.05; trained values stay far below. */
  private static final double ABSURD = 1e18;

  private static final int BLOCK = 4096;
  private static final int BLOCKS_KEPT = 1 << 16;

  private final ElementType type;
  private final Map<Long, Long> blocks = new HashMap<>();
  private long bytes;
  private long hash;
  private long firstWord;
  private boolean constant = true;
  private boolean zeros = true;
  private boolean nothingButZeros = true;
  private long zeroFrom = -1;
  private long zeroBlocks;
  private @Nullable String absurd;
  private @Nullable String repeated;

  TensorDoubts(ElementType type) {
    this.type = type;
  }

  /** Takes the next values, little-endian. */
  void see(ByteBuffer values) {
    if (type == ElementType.FLOAT32 && absurd == null) {
      findAbsurd(values);
    }
    int at = values.position();
    for (; at + 8 <= values.limit(); at += 8) {
      word(values.getLong(at));
      bytes += 8;
      if (bytes % BLOCK == 0) {
        endBlock();
      }
    }
    for (; at < values.limit(); at++) {
      nothingButZeros &= values.get(at) == 0;
    }
  }

  private void findAbsurd(ByteBuffer values) {
    for (int at = values.position(); at + 4 <= values.limit(); at += 4) {
      if ((values.getInt(at) & 0x7f800000) > 0x5d800000) { // 2^60 and more
        float value = values.getFloat(at);
        if (Math.abs(value) >= ABSURD) {
          long element = (bytes + at - values.position()) / 4;
          absurd = String.format(Locale.ROOT, "%.3g at element %d", value, element);
          return;
        }
      }
    }
  }

  private void word(long word) {
    if (bytes % BLOCK == 0) {
      hash = 0;
      firstWord = word;
      constant = true;
      zeros = true;
    }
    constant &= word == firstWord;
    zeros &= word == 0;
    hash = (hash ^ word) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 29;
  }

  private void endBlock() {
    long start = bytes - BLOCK;
    if (zeros) {
      zeroBlocks++;
      zeroFrom = zeroFrom < 0 ? start : zeroFrom;
    }
    nothingButZeros &= zeros;
    if (!constant && repeated == null && blocks.size() < BLOCKS_KEPT) {
      Long before = blocks.putIfAbsent(hash, start);
      if (before != null) {
        repeated =
            String.format(Locale.ROOT, "its bytes from %,d on stand again at %,d", before, start);
      }
    }
  }

  /** What is doubtful, for a sentence; empty where nothing is. */
  Optional<String> summary() {
    boolean partial = bytes % BLOCK != 0;
    if (absurd != null) {
      return Optional.of("holds " + absurd + ", which no training gives");
    } else if (nothingButZeros && (partial ? zeros : zeroBlocks > 0)) {
      return Optional.of("holds nothing but zeros");
    } else if (zeroBlocks > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "holds %d blocks of 4,096 zero bytes among other values, the first at its byte %,d",
              zeroBlocks,
              zeroFrom));
    }
    return Optional.ofNullable(repeated);
  }
}
