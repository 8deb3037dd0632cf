package dev.salvor.convert.keras.layers.preprocessing;

/** Triangular bands on the mel scale, {@code 1127 log(1 + f / 700)}. */
final class MelScale {
  private MelScale() {}

  private static double mel(double hertz) {
    return 1127 * Math.log(1 + hertz / 700);
  }

  /** The share of each of {@code bins} frequencies up to half the rate in each band, row by row. */
  static double[] weights(int bins, int bands, int rate, double low, double high) {
    double[] weights = new double[Math.multiplyExact(bins, bands)];
    double step = (mel(high) - mel(low)) / (bands + 1);
    for (int bin = 1; bin < bins; bin++) {
      double at = mel(bin * (rate / 2.0) / (bins - 1));
      for (int band = 0; band < bands; band++) {
        double lower = mel(low) + band * step;
        double rising = (at - lower) / step;
        double falling = (lower + 2 * step - at) / step;
        weights[bin * bands + band] = Math.max(0, Math.min(rising, falling));
      }
    }
    return weights;
  }
}
