package dev.salvor.validate;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How models are run.
 *
 * @param device where
 * @param workers largest number of child processes; they are started when they are needed
 * @param timeout for loading and running one model; large models get more, see {@link
 *     Validator#validate}
 * @param tolerance the {@code --rtol} and {@code --atol} of the job; null for the defaults by type
 */
public record ValidatorOptions(
    Device device, int workers, Duration timeout, @Nullable Tolerance tolerance)
    implements Serializable {

  public static final ValidatorOptions DEFAULT =
      new ValidatorOptions(Device.AUTO, 2, Duration.ofMinutes(2), null);

  public ValidatorOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("workers " + workers);
    }
  }

  /**
   * The tolerance of a job whose options may state one or both parts; the part that is not stated
   * is that of float32.
   */
  public static @Nullable Tolerance stated(@Nullable Double rtol, @Nullable Double atol) {
    return rtol == null && atol == null
        ? null
        : Tolerance.stated(
            rtol == null ? Tolerance.SINGLE.rtol() : rtol,
            atol == null ? Tolerance.SINGLE.atol() : atol);
  }
}
