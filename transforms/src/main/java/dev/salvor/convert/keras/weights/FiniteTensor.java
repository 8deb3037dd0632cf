package dev.salvor.convert.keras.weights;

import dev.salvor.convert.Doubtful;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Weights that are checked while they are streamed, so that no pass over the file is made for it
 * alone: NaN and infinity are an error, what else looks like damage a warning.
 */
public final class FiniteTensor extends CheckedTensor implements Doubtful {
  private final TensorDoubts doubts;
  private long next;

  private FiniteTensor(TensorData data, Weight weight) {
    super(data, weight);
    this.doubts = new TensorDoubts(data.type());
  }

  /** {@code data} checked, where its type can hold a non-finite value. */
  public static TensorData of(TensorData data, Weight weight) {
    return switch (data.type()) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> new FiniteTensor(data, weight);
      case BOOL ->
          weight.otherwise() == null ? data : new RequiredFlag(data, weight.otherwise(), weight);
      default -> data;
    };
  }

  @Override
  void check(long first, ByteBuffer values) {
    int bad = firstNonFinite(values);
    if (bad >= 0) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_NON_FINITE,
              Location.tensor(weight().path()),
              "%s %s holds NaN or infinity (non-finite weights), first at element %d",
              weight().path(),
              weight().shape(),
              first + bad)
          .exception();
    }
    if (first == next) {
      doubts.see(values);
      next = first + values.remaining() / type().size();
    }
  }

  @Override
  public List<Finding> doubts() {
    if (next < shape().elements() || shape().rank() < 2) {
      return List.of();
    }
    return doubts
        .summary()
        .map(
            doubt ->
                Finding.of(
                    Rule.KERAS_WEIGHTS_DOUBTFUL,
                    Location.tensor(weight().path()),
                    "%s %s %s",
                    weight().path(),
                    weight().shape(),
                    doubt))
        .stream()
        .toList();
  }

  /** An exponent of all ones is NaN or infinity in every IEEE format. */
  private int firstNonFinite(ByteBuffer values) {
    int count = values.remaining() / type().size();
    int base = values.position();
    for (int i = 0; i < count; i++) {
      boolean bad =
          switch (type()) {
            case FLOAT32 -> (values.getInt(base + i * 4) & 0x7f800000) == 0x7f800000;
            case FLOAT64 -> (values.getLong(base + i * 8) >>> 52 & 0x7ff) == 0x7ff;
            case FLOAT16 -> (values.getShort(base + i * 2) & 0x7c00) == 0x7c00;
            default -> (values.getShort(base + i * 2) & 0x7f80) == 0x7f80;
          };
      if (bad) {
        return i;
      }
    }
    return -1;
  }
}
