package dev.salvor.stage;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Does again, after a pause, what the store failed to deliver: a fault that passes must not become
 * a row. What it refuses (permission denied, not there) it refuses again, and is not asked for.
 *
 * @param pauses before each further attempt
 * @param pause waits
 */
record Retries(List<Duration> pauses, Pause pause) {
  static final Retries STANDARD =
      new Retries(
          List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(5)),
          duration -> Thread.sleep(duration.toMillis()));

  /** Waits; replaced in tests. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  Retries {
    pauses = List.copyOf(pauses);
  }

  /**
   * @param passing whether a result shows a fault that may pass
   * @return the first result without one, else the last
   */
  <T> T of(Supplier<T> attempt, Predicate<T> passing) {
    T result = attempt.get();
    for (Duration duration : pauses) {
      if (!passing.test(result)) {
        return result;
      }
      try {
        pause.of(duration);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return result;
      }
      result = attempt.get();
    }
    return result;
  }
}
