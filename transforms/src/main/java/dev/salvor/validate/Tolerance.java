package dev.salvor.validate;

import java.io.Serializable;

/**
 * How far an output may be from the recorded one: {@code |a-b| <= atol + rtol * |b|}, in float64.
 *
 * <p>The defaults' {@code atol} is a share of the output's scale: it is multiplied by the largest
 * finite magnitude that was recorded for the output, where that is above 1. Rounding errors of a
 * sum grow with its terms, so an output of scale 1000 that cancels to about 0 in one element is off
 * by thousandths there in any two versions of a framework. A tolerance that a user states is taken
 * as it is.
 *
 * @param rtol relative to the recorded value
 * @param atol absolute
 * @param scaled whether {@code atol} grows with the output's scale
 */
public record Tolerance(double rtol, double atol, boolean scaled) implements Serializable {

  /** float32 and wider. */
  public static final Tolerance SINGLE = new Tolerance(1e-4, 1e-5, true);

  /** float16: 11 bits of precision, so about 5 units in the last place. */
  public static final Tolerance HALF = new Tolerance(5e-3, 5e-3, true);

  /** bfloat16 (8 bits), and graphs that round activations to eight-bit integers. */
  public static final Tolerance COARSE = new Tolerance(2e-2, 2e-2, true);

  /** Integers, booleans, strings. */
  public static final Tolerance EXACT = new Tolerance(0, 0, false);

  public Tolerance {
    if (!(rtol >= 0) || !(atol >= 0) || Double.isInfinite(rtol) || Double.isInfinite(atol)) {
      throw new IllegalArgumentException("tolerance rtol " + rtol + ", atol " + atol);
    }
  }

  /** One that a user states. */
  public static Tolerance stated(double rtol, double atol) {
    return new Tolerance(rtol, atol, false);
  }

  /** The one of the two that lets more pass. */
  public Tolerance looser(Tolerance other) {
    return other.rtol + other.atol > rtol + atol ? other : this;
  }

  /** This tolerance for an output whose largest recorded magnitude is {@code scale}. */
  public Tolerance at(double scale) {
    return scaled ? new Tolerance(rtol, atol * Math.max(1, scale), false) : this;
  }

  /** Whether an absolute {@code difference} from a finite {@code expected} is small enough. */
  public boolean allows(double difference, double expected) {
    return difference <= atol + rtol * Math.abs(expected);
  }
}
