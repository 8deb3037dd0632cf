package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Times the pickle machine and the verdict over files; see {@code scripts/bench-pickles}. */
final class PickleBench {
  private PickleBench() {}

  /** {@code REPEATS FILE…}: the best time of each file, in seconds, and whether it is inert. */
  public static void main(String[] args) throws IOException {
    int repeats = Integer.parseInt(args[0]);
    for (int i = 1; i < args.length; i++) {
      double best = Double.MAX_VALUE;
      boolean inert = false;
      for (int run = 0; run < repeats; run++) {
        long start = System.nanoTime();
        inert = PickleJudge.judge(PickleMachine.read(ByteSource.of(Path.of(args[i])))).inert();
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      System.out.printf(Locale.ROOT, "%s %.4f %s%n", args[i], best, inert);
    }
  }
}
