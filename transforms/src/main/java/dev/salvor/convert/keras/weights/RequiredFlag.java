package dev.salvor.convert.keras.weights;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;

/** A stored truth value without which the model computes what its file does not say. */
final class RequiredFlag extends CheckedTensor {
  private final String otherwise;

  /**
   * @param otherwise what a false value means
   */
  RequiredFlag(TensorData data, String otherwise, Weight weight) {
    super(data, weight);
    this.otherwise = otherwise;
  }

  @Override
  void check(long first, ByteBuffer values) {
    for (int at = values.position(); at < values.limit(); at++) {
      if (values.get(at) == 0) {
        throw Finding.of(
                Rule.KERAS_ARGUMENT_UNKNOWN,
                Location.tensor(weight().path()),
                "%s is false: %s",
                weight().path(),
                otherwise)
            .exception();
      }
    }
  }
}
