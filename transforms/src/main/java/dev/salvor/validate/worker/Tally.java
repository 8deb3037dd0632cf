package dev.salvor.validate.worker;

import dev.salvor.validate.Comparison;
import dev.salvor.validate.Tolerance;

/** Counts the elements of one output that are out of tolerance and keeps the worst. */
final class Tally {
  private final Tolerance tolerance;
  private long elements;
  private long mismatched;
  private double maxAbs;
  private double maxRel;
  private long worst = -1;
  private double worstExcess = Double.NEGATIVE_INFINITY;

  Tally(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** An element that must be equal; the numbers only say how far it is off. */
  void exact(boolean equal, double actual, double expected) {
    double difference = Math.abs(actual - expected);
    extend(difference, Math.abs(expected));
    count(!equal, equal ? 0 : 1 + difference);
  }

  /** A number by its parts. */
  void add(double real, double imaginary, double expectedReal, double expectedImaginary) {
    if (!Double.isFinite(expectedReal + expectedImaginary) || !Double.isFinite(real + imaginary)) {
      boolean same = same(real, expectedReal) && same(imaginary, expectedImaginary);
      count(!same, same ? 0 : Double.POSITIVE_INFINITY);
      return;
    }
    boolean plain = imaginary == 0 && expectedImaginary == 0;
    double size = plain ? Math.abs(expectedReal) : Math.hypot(expectedReal, expectedImaginary);
    double difference =
        plain
            ? Math.abs(real - expectedReal)
            : Math.hypot(real - expectedReal, imaginary - expectedImaginary);
    extend(difference, size);
    count(
        !tolerance.allows(difference, size),
        difference - tolerance.atol() - tolerance.rtol() * size);
  }

  /** Of parts of which at least one is not finite: NaN where NaN, infinite where infinite. */
  private boolean same(double actual, double expected) {
    if (Double.isFinite(actual) && Double.isFinite(expected)) {
      return tolerance.allows(Math.abs(actual - expected), expected);
    }
    return Double.compare(actual, expected) == 0;
  }

  private void extend(double difference, double size) {
    maxAbs = Math.max(maxAbs, difference);
    if (size > 0) {
      maxRel = Math.max(maxRel, difference / size);
    }
  }

  private void count(boolean out, double excess) {
    mismatched += out ? 1 : 0;
    if (excess > worstExcess) {
      worstExcess = excess;
      worst = elements;
    }
    elements++;
  }

  Comparison comparison(String signature, String name) {
    return new Comparison(
        signature,
        name,
        elements,
        Math.min(maxAbs, Double.MAX_VALUE),
        Math.min(maxRel, Double.MAX_VALUE),
        tolerance.atol(),
        tolerance.rtol(),
        mismatched,
        worst,
        mismatched == 0);
  }
}
