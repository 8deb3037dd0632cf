package dev.salvor.convert.keras.weights;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Weights that are checked while they are streamed. */
abstract class CheckedTensor implements TensorData {
  private final TensorData data;
  private final Weight weight;

  CheckedTensor(TensorData data, Weight weight) {
    this.data = data;
    this.weight = weight;
  }

  final Weight weight() {
    return weight;
  }

  @Override
  public final ElementType type() {
    return data.type();
  }

  @Override
  public final Shape shape() {
    return data.shape();
  }

  @Override
  public final void read(long first, ByteBuffer target) throws IOException {
    int start = target.position();
    data.read(first, target);
    ByteBuffer values = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    values.position(start).limit(target.position());
    check(first, values);
  }

  /**
   * @param first index of the first of the values
   * @param values from position to limit, little-endian
   * @throws dev.salvor.finding.ArtifactException if the model cannot be believed with them
   */
  abstract void check(long first, ByteBuffer values);
}
