package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;

/** The shape that shapes broadcast to, aligned at the last axis as NumPy does. */
public final class Broadcasting {
  private Broadcasting() {}

  public static Shape shape(LayerCall call, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long x = i <= a.rank() ? a.dim(-i) : 1;
      long y = i <= b.rank() ? b.dim(-i) : 1;
      if (x == 1 || (x == Shape.UNKNOWN && y > 1)) {
        x = y;
      } else if (y > 1 && x != y) {
        throw call.refused("cannot broadcast " + a + " and " + b);
      }
      dims[rank - i] = x;
    }
    return Shape.of(dims);
  }
}
