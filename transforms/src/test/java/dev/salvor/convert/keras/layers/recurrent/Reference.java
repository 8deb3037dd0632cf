package dev.salvor.convert.keras.layers.recurrent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recurrent layers as their papers write them, one sample at a time, in double precision. */
final class Reference {
  /** What a masked step gives: zeros, the output before, or the state before. */
  enum Masked {
    ZEROS,
    PREVIOUS,
    STATE
  }

  private final String cell;
  private final String path;
  private final int inputs;
  private final int units;
  private final boolean hard;

  /**
   * @param cell simple, lstm, gru (reset before) or gru_after
   * @param path of the weights
   * @param hard whether gates are 0.2x+0.5 clipped
   */
  Reference(String cell, String path, int inputs, int units, boolean hard) {
    this.cell = cell;
    this.path = path;
    this.inputs = inputs;
    this.units = units;
    this.hard = hard;
  }

  /** Outputs of all steps, then the states. */
  record Result(List<double[]> outputs, double[][] states) {}

  Result run(float[][] steps, double[][] initial, boolean backwards, @Nullable Masked masked) {
    List<float[]> order = new ArrayList<>(List.of(steps));
    if (backwards) {
      Collections.reverse(order);
    }
    double[][] states = {initial[0].clone(), initial.length > 1 ? initial[1].clone() : null};
    double[] previous = new double[units];
    List<double[]> outputs = new ArrayList<>();
    for (float[] x : order) {
      boolean keep = masked == null;
      for (float value : x) {
        keep |= value != 0;
      }
      if (keep) {
        states = step(x, states);
        previous = states[0];
      } else {
        previous =
            switch (masked) {
              case ZEROS -> new double[units];
              case PREVIOUS -> previous;
              case STATE -> states[0];
            };
      }
      outputs.add(previous);
    }
    return new Result(outputs, states);
  }

  private double[][] step(float[] x, double[][] states) {
    double[] h = states[0];
    double[] out = new double[units];
    double[] memory = new double[units];
    for (int j = 0; j < units; j++) {
      switch (cell) {
        case "simple" -> out[j] = Math.tanh(input(x, j, 1, 0) + recurrent(h, j, 1, 0));
        case "lstm" -> {
          double i = gate(input(x, j, 4, 0) + recurrent(h, j, 4, 0));
          double f = gate(input(x, j, 4, 1) + recurrent(h, j, 4, 1));
          double g = Math.tanh(input(x, j, 4, 2) + recurrent(h, j, 4, 2));
          double o = gate(input(x, j, 4, 3) + recurrent(h, j, 4, 3));
          memory[j] = f * states[1][j] + i * g;
          out[j] = o * Math.tanh(memory[j]);
        }
        case "gru", "gru_after" -> {
          boolean after = cell.equals("gru_after");
          double z = gate(input(x, j, 3, 0) + recurrent(h, j, 3, 0) + second(after, j, 0));
          double candidate;
          if (after) {
            double r = gate(input(x, j, 3, 1) + recurrent(h, j, 3, 1) + second(true, j, 1));
            candidate = input(x, j, 3, 2) + r * (recurrent(h, j, 3, 2) + second(true, j, 2));
          } else {
            double[] reset = new double[units];
            for (int k = 0; k < units; k++) {
              reset[k] = h[k] * gate(input(x, k, 3, 1) + recurrent(h, k, 3, 1));
            }
            candidate = input(x, j, 3, 2) + recurrent(reset, j, 3, 2);
          }
          out[j] = z * h[j] + (1 - z) * Math.tanh(candidate);
        }
        default -> throw new IllegalArgumentException(cell);
      }
    }
    return new double[][] {out, memory};
  }

  private double second(boolean after, int unit, int gate) {
    return after ? KerasRun.element(path + "bias", 3L * units + (long) gate * units + unit) : 0;
  }

  private double input(float[] x, int unit, int gates, int gate) {
    double sum = KerasRun.element(path + "bias", (long) gate * units + unit);
    for (int k = 0; k < inputs; k++) {
      sum += x[k] * KerasRun.element(path + "kernel", at(k, unit, gates, gate));
    }
    return sum;
  }

  private double recurrent(double[] h, int unit, int gates, int gate) {
    double sum = 0;
    for (int k = 0; k < units; k++) {
      sum += h[k] * KerasRun.element(path + "recurrent_kernel", at(k, unit, gates, gate));
    }
    return sum;
  }

  private long at(int row, int unit, int gates, int gate) {
    return (long) row * gates * units + (long) gate * units + unit;
  }

  private double gate(double x) {
    return hard ? Math.min(1, Math.max(0, 0.2 * x + 0.5)) : 1 / (1 + Math.exp(-x));
  }
}
