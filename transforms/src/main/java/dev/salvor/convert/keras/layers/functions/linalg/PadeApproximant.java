package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Odd and even part of the Padé approximant of {@code exp} of square matrices, whose quotient
 * {@code (v - u) / (v + u)} it is; coefficients and order of sums as in linalg_impl.py.
 */
final class PadeApproximant {
  private static final double[] ORDER_3 = {120, 60, 12};
  private static final double[] ORDER_5 = {30240, 15120, 3360, 420, 30};
  private static final double[] ORDER_7 = {17297280, 8648640, 1995840, 277200, 25200, 1512, 56};
  private static final double[] ORDER_9 = {
    17643225600.0, 8821612800.0, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90
  };
  private static final double[] ORDER_13 = {
    64764752532480000.0,
    32382376266240000.0,
    7771770303897600.0,
    1187353796428800.0,
    129060195264000.0,
    10559470521600.0,
    670442572800.0,
    33522128640.0,
    1323241920,
    40840800,
    960960,
    16380,
    182
  };

  private final Arithmetic math;
  private final List<Tensor> powers;

  private PadeApproximant(Arithmetic math, List<Tensor> powers) {
    this.math = math;
    this.powers = powers;
  }

  static List<Tensor> of(Arithmetic math, Tensor matrix, Tensor identity, int order) {
    List<Tensor> powers = new ArrayList<>(List.of(identity));
    for (int power = 2; power < Math.min(order, 8); power += 2) {
      powers.add(
          power == 2
              ? product(math, matrix, matrix)
              : product(math, powers.get(powers.size() - 1), powers.get(1)));
    }
    if (order == 9) {
      powers.add(product(math, powers.get(3), powers.get(1)));
    }
    PadeApproximant pade = new PadeApproximant(math, powers);
    return order == 13 ? pade.thirteenth(matrix) : pade.plain(matrix, order);
  }

  private static Tensor product(Arithmetic math, Tensor a, Tensor b) {
    return math.graph().apply("BatchMatMulV2", a, b);
  }

  private Tensor scaled(double[] b, int at, int power) {
    return math.mul(powers.get(power), b[at]);
  }

  private List<Tensor> plain(Tensor matrix, int order) {
    double[] b =
        switch (order) {
          case 3 -> ORDER_3;
          case 5 -> ORDER_5;
          case 7 -> ORDER_7;
          default -> ORDER_9;
        };
    int highest = powers.size() - 1;
    Tensor odd = powers.get(highest);
    Tensor even = scaled(b, 2 * highest, highest);
    for (int power = highest - 1; power >= 0; power--) {
      odd = math.add(odd, scaled(b, 2 * power + 1, power));
      even = math.add(even, scaled(b, 2 * power, power));
    }
    return List.of(product(math, matrix, odd), even);
  }

  private List<Tensor> thirteenth(Tensor matrix) {
    double[] b = ORDER_13;
    Tensor sixth = powers.get(3);
    Tensor odd = math.add(math.add(sixth, scaled(b, 11, 2)), scaled(b, 9, 1));
    Tensor even = math.add(math.add(scaled(b, 12, 3), scaled(b, 10, 2)), scaled(b, 8, 1));
    odd = product(math, sixth, odd);
    even = product(math, sixth, even);
    for (int power = 3; power >= 0; power--) {
      odd = math.add(odd, scaled(b, 2 * power + 1, power));
      even = math.add(even, scaled(b, 2 * power, power));
    }
    return List.of(product(math, matrix, odd), even);
  }
}
