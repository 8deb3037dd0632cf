package dev.salvor.artifact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint's place among the steps of its training: {@code ckpt-9} before {@code ckpt-10}.
 *
 * @param series the path without the number; the path itself where it ends in none
 * @param step the number, −1 where there is none
 */
record StepOrder(String series, long step) implements Comparable<StepOrder> {
  private static final Pattern STEP = Pattern.compile("(.*?)[-_.]?(\\d{1,18})((?:\\.ckpt)?)");

  static StepOrder of(String path) {
    Matcher step = STEP.matcher(path);
    return step.matches()
        ? new StepOrder(step.group(1) + "#" + step.group(3), Long.parseLong(step.group(2)))
        : new StepOrder(path, -1);
  }

  @Override
  public int compareTo(StepOrder other) {
    int bySeries = series.compareTo(other.series);
    return bySeries != 0 ? bySeries : Long.compare(step, other.step);
  }
}
