package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.util.zip.Deflater;

/**
 * Whether compressed bytes compress again. Those of weights do not; those of a bomb repeat
 * themselves, because each of them stands for the same long run. Samples of the file tell, so that
 * what begins with zeros and goes on with weights is told from what is zeros to its end.
 */
final class Repetition {
  private static final int SAMPLE = 1 << 16;
  private static final int SAMPLES = 4;

  /** As often as weights never do: they compress by a few percent at most. */
  private static final int TIMES = 4;

  private Repetition() {}

  /** Of the bytes from {@code from} to the end of the file; false where there are none. */
  static boolean in(FileView file, long from) throws IOException {
    long rest = file.size() - from;
    if (rest <= 0) {
      return false;
    }
    long step = Math.max(SAMPLE, rest / SAMPLES);
    long sampled = 0;
    long packed = 0;
    byte[] buffer = new byte[SAMPLE];
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      for (long at = from; at < file.size() && sampled < SAMPLES * (long) SAMPLE; at += step) {
        byte[] sample = file.read(at, SAMPLE);
        sampled += sample.length;
        deflater.reset();
        deflater.setInput(sample);
        deflater.finish();
        while (!deflater.finished()) {
          packed += deflater.deflate(buffer);
        }
      }
    } finally {
      deflater.end();
    }
    return packed * TIMES < sampled;
  }
}
