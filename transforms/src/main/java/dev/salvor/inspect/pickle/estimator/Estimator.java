package dev.salvor.inspect.pickle.estimator;

import java.util.List;

/**
 * A scikit-learn object with a Keras model inside, all of which is understood.
 *
 * @param description its parts by name, for messages
 * @param steps what is done to the rows before the network
 */
public record Estimator(String description, List<Step> steps, Head head) {
  public Estimator {
    steps = List.copyOf(steps);
  }
}
