package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;

/**
 * CuDNN kept the matrices of each gate transposed and two biases
 * (keras/saving/legacy/hdf5_format.py, _convert_rnn_weights): kernels per gate are read as (units,
 * inputs) and transposed, the biases of an LSTM are added, those of a GRU become the two rows of a
 * reset_after bias.
 */
final class CudnnGates implements ArrayRecipe {

  @Override
  public String id() {
    return "keras2/cudnn-weights";
  }

  @Override
  public String description() {
    return "Weights in the layout of CuDNN were rearranged for the plain layer.";
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    String name = part.layer().className();
    int gates = name.startsWith("LSTM") ? 4 : name.startsWith("GRU") ? 3 : 0;
    if (gates == 0 || arrays.size() != 3 || arrays.get(2).shape().rank() != 1) {
      return arrays;
    }
    long units = arrays.get(1).shape().dim(0);
    if (arrays.get(2).shape().dim(0) != 2L * gates * units) {
      return arrays;
    }
    TensorData bias =
        gates == 4
            ? sum(arrays.get(2), 4 * units)
            : TensorViews.reshape(arrays.get(2), Shape.of(2, 3 * units));
    return List.of(perGate(arrays.get(0), gates, true), perGate(arrays.get(1), gates, false), bias);
  }

  /**
   * The kernel of a gate is a flat buffer of (units, inputs); the recurrent one a plain transpose.
   */
  private static TensorData perGate(TensorData joined, int gates, boolean reread) {
    long rows = joined.shape().dim(0);
    long columns = joined.shape().dim(1) / gates;
    List<TensorData> parts = new ArrayList<>();
    for (int gate = 0; gate < gates; gate++) {
      TensorData part = TensorViews.slice(joined, 1, gate * columns, (gate + 1) * columns);
      TensorData square = reread ? TensorViews.reshape(part, Shape.of(columns, rows)) : part;
      parts.add(TensorViews.transpose(square, 1, 0));
    }
    return TensorViews.concat(parts, 1);
  }

  private static TensorData sum(TensorData biases, long length) {
    return new SumTensor(
        TensorViews.slice(biases, 0, 0, length), TensorViews.slice(biases, 0, length, 2 * length));
  }

  /** The element-wise sum of two float32 vectors. */
  private record SumTensor(TensorData left, TensorData right) implements TensorData {
    @Override
    public ElementType type() {
      return left.type();
    }

    @Override
    public Shape shape() {
      return left.shape();
    }

    @Override
    public void read(long first, java.nio.ByteBuffer target) throws java.io.IOException {
      int count = target.remaining() / type().size();
      java.nio.ByteBuffer a = buffer(target.remaining());
      java.nio.ByteBuffer b = buffer(target.remaining());
      left.read(first, a);
      right.read(first, b);
      java.nio.ByteBuffer sum = buffer(target.remaining());
      for (int i = 0; i < count; i++) {
        sum.putFloat(a.getFloat(i * 4) + b.getFloat(i * 4));
      }
      target.put(sum.flip());
    }

    private static java.nio.ByteBuffer buffer(int size) {
      return java.nio.ByteBuffer.allocate(size).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
  }
}
