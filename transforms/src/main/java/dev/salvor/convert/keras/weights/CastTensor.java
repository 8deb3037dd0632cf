package dev.salvor.convert.keras.weights;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers converted to another type while they are read, rounded to nearest. */
public record CastTensor(TensorData data, ElementType type) implements TensorData {

  /**
   * @throws dev.salvor.finding.ArtifactException where {@code data} holds no numbers of a type that
   *     converts to that of {@code weight}
   */
  public static TensorData of(TensorData data, Weight weight) {
    if (data.type() == weight.type()) {
      return data;
    }
    if (!convertible(data.type()) || !convertible(weight.type())) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISMATCH,
              Location.tensor(weight.path()),
              "%s is stored as %s, the layer keeps %s",
              weight.path(),
              data.type().id(),
              weight.type().id())
          .exception();
    }
    return new CastTensor(data, weight.type());
  }

  private static boolean convertible(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, INT32, INT64, BFLOAT16 -> true;
      default -> false;
    };
  }

  @Override
  public Shape shape() {
    return data.shape();
  }

  @Override
  public void read(long first, ByteBuffer target) throws IOException {
    int count = target.remaining() / type.size();
    ByteBuffer source =
        ByteBuffer.allocate(count * data.type().size()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(first, source);
    source.flip();
    ByteBuffer cast = ByteBuffer.allocate(target.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(cast, get(source));
    }
    target.put(cast.flip());
  }

  private double get(ByteBuffer source) {
    return switch (data.type()) {
      case FLOAT32 -> source.getFloat();
      case FLOAT64 -> source.getDouble();
      case FLOAT16 -> Half.toFloat(source.getShort());
      case BFLOAT16 -> Float.intBitsToFloat(source.getShort() << 16);
      case INT32 -> source.getInt();
      case INT64 -> source.getLong();
      default -> throw new IllegalStateException("checked when made");
    };
  }

  private void put(ByteBuffer target, double value) {
    switch (type) {
      case FLOAT32 -> target.putFloat((float) value);
      case FLOAT64 -> target.putDouble(value);
      case FLOAT16 -> target.putShort(Half.of((float) value));
      case BFLOAT16 -> target.putShort(Half.bfloat((float) value));
      case INT32 -> target.putInt((int) value);
      case INT64 -> target.putLong((long) value);
      default -> throw new IllegalStateException("checked when made");
    }
  }
}
