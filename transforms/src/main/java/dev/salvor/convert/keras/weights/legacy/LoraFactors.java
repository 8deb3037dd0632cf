package dev.salvor.convert.keras.weights.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The two factors that a layer with {@code lora_rank} learns in the place of its kernel: added to
 * it, as the layer does at every call ({@code kernel + lora_alpha / lora_rank * a @ b}, Keras 3,
 * layers/core/dense.py). HDF5 files keep the three apart, the frozen kernel last; {@code .keras}
 * files hold the sum. A layer with weights in few bits has the factors as variables of its own.
 */
final class LoraFactors implements ArrayRecipe {
  private static final int FACTORS = 2;

  @Override
  public String id() {
    return "keras3/lora";
  }

  @Override
  public String description() {
    return "The low-rank factors (LoRA) of a layer were added to its weights.";
  }

  @Override
  public int stored(Part part, Era era) {
    return part.weights().size() + (concerns(part, era) ? FACTORS : 0);
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    if (!concerns(part, era) || arrays.size() != part.weights().size() + FACTORS) {
      return arrays;
    }
    int last = arrays.size() - 1;
    TensorData base = arrays.get(last);
    TensorData left = arrays.get(last - 2);
    TensorData right = arrays.get(last - 1);
    long rank = rank(part).asLong();
    boolean floats =
        List.of(base, left, right).stream().allMatch(each -> each.type() == ElementType.FLOAT32);
    if (!floats || !fits(base.shape(), left.shape(), right.shape(), rank)) {
      return arrays;
    }
    double alpha = part.layer().config().json().path("lora_alpha").asDouble((double) rank);
    List<TensorData> merged = new ArrayList<>();
    merged.add(new MergedTensor(base, left, right, (float) (alpha / rank)));
    merged.addAll(arrays.subList(0, last - 2));
    return merged;
  }

  private static boolean concerns(Part part, Era era) {
    boolean declared =
        part.layer().own().stream().anyMatch(weight -> weight.name().startsWith("lora_"));
    return era.major() >= 3 && rank(part).isIntegralNumber() && !declared;
  }

  private static JsonNode rank(Part part) {
    return part.layer().config().json().path("lora_rank");
  }

  private static boolean fits(Shape base, Shape left, Shape right, long rank) {
    return base.rank() >= 2
        && left.equals(base.with(-1, rank))
        && right.equals(Shape.of(rank, base.dim(base.rank() - 1)));
  }

  /** The sum, a row of the last axis at a time; the factors are small. */
  private record MergedTensor(TensorData base, TensorData left, TensorData right, float scale)
      implements TensorData {

    @Override
    public ElementType type() {
      return base.type();
    }

    @Override
    public Shape shape() {
      return base.shape();
    }

    @Override
    public void read(long first, ByteBuffer target) throws IOException {
      ByteBuffer kernel = buffer(target.remaining());
      base.read(first, kernel);
      ByteBuffer factor = all(right);
      int columns = (int) right.shape().dim(1);
      int rank = (int) right.shape().dim(0);
      ByteBuffer row = buffer(rank * Float.BYTES);
      ByteBuffer sum = buffer(target.remaining());
      long known = -1;
      for (int i = 0; i < kernel.capacity() / Float.BYTES; i++) {
        long at = (first + i) / columns;
        int column = (int) ((first + i) % columns);
        if (at != known) {
          row.clear();
          left.read(at * rank, row);
          known = at;
        }
        float product = 0;
        for (int k = 0; k < rank; k++) {
          product +=
              row.getFloat(k * Float.BYTES) * factor.getFloat((k * columns + column) * Float.BYTES);
        }
        sum.putFloat(kernel.getFloat(i * Float.BYTES) + scale * product);
      }
      target.put(sum.flip());
    }

    private static ByteBuffer all(TensorData tensor) throws IOException {
      ByteBuffer values = buffer(Math.toIntExact(tensor.byteSize()));
      tensor.read(0, values);
      return values;
    }

    private static ByteBuffer buffer(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
