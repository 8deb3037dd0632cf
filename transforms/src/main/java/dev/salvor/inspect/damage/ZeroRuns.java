package dev.salvor.inspect.damage;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Long runs of zero bytes: the size of a disk's or a transfer's block, or up to the end. */
final class ZeroRuns {
  private static final int LONG = 4096;
  private static final int LAST = 512;
  private static final int CHUNK = 1 << 20;
  private static final int REPORTED = 3;

  record Run(long start, long length) {}

  private ZeroRuns() {}

  static List<Run> of(FileView file) throws IOException {
    List<Run> runs = new ArrayList<>();
    long start = -1;
    for (long at = 0; at < file.size(); ) {
      for (byte value : file.read(at, CHUNK)) {
        if (value == 0) {
          start = start < 0 ? at : start;
        } else {
          end(runs, start, at, LONG);
          start = -1;
        }
        at++;
      }
    }
    end(runs, start, file.size(), LAST);
    return runs.subList(0, Math.min(REPORTED, runs.size()));
  }

  private static void end(List<Run> runs, long start, long end, int least) {
    if (start >= 0 && end - start >= least) {
      runs.add(new Run(start, end - start));
    }
  }
}
