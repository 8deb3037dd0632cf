package dev.salvor.convert.keras.weights;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stored truth value without which the model computes what its file does not say. */
record RequiredFlag(TensorData data, String otherwise, Weight weight) implements TensorData {

  @Override
  public ElementType type() {
    return data.type();
  }

  @Override
  public Shape shape() {
    return data.shape();
  }

  @Override
  public void read(long first, ByteBuffer target) throws IOException {
    int start = target.position();
    data.read(first, target);
    for (int at = start; at < target.position(); at++) {
      if (target.get(at) == 0) {
        throw Finding.of(
                Rule.KERAS_ARGUMENT_UNKNOWN,
                Location.tensor(weight.path()),
                "%s is false: %s",
                weight.path(),
                otherwise)
            .exception();
      }
    }
  }
}
