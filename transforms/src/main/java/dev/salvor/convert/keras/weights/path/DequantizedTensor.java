package dev.salvor.convert.keras.weights.path;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Small integers divided by their scales while they are read. Of two that share a byte the first
 * has the low half (keras 3.11, src/quantizers/quantizers.py, pack_int4).
 *
 * @param values int8
 * @param scales one for every combination of the axes that have a stride
 * @param strides of {@code scales} along each axis; 0 where all share one
 * @param packed the axis along which two values share a byte; -1 for none
 */
record DequantizedTensor(TensorData values, Shape shape, float[] scales, int[] strides, int packed)
    implements TensorData {

  @Override
  public ElementType type() {
    return ElementType.FLOAT32;
  }

  @Override
  public void read(long first, ByteBuffer target) throws IOException {
    int rank = shape.rank();
    long width = rank == 0 ? 1 : shape.dim(rank - 1);
    ByteBuffer out = ByteBuffer.allocate(target.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    int count = target.remaining() / Float.BYTES;
    for (int done = 0; done < count; ) {
      long at = first + done;
      int run = (int) Math.min(width - at % width, count - done);
      row(at, run, out);
      done += run;
    }
    target.put(out.flip());
  }

  /** Elements of one row of the last axis. */
  private void row(long at, int run, ByteBuffer out) throws IOException {
    int last = shape.rank() - 1;
    long rest = at;
    long stored = 0;
    long step = 1;
    int scale = 0;
    boolean high = false;
    long column = 0;
    for (int axis = last; axis >= 0; axis--) {
      long index = rest % shape.dim(axis);
      rest /= shape.dim(axis);
      scale += (int) index * strides[axis];
      column = axis == last ? index : column;
      if (axis == packed) {
        high = index % 2 == 1;
        stored += index / 2 * step;
        step *= (shape.dim(axis) + 1) / 2;
      } else {
        stored += index * step;
        step *= shape.dim(axis);
      }
    }
    int halves = packed == last ? (int) (column % 2) : 0;
    ByteBuffer bytes = ByteBuffer.allocate(packed == last ? (halves + run + 1) / 2 : run);
    values.read(stored, bytes);
    for (int i = 0; i < run; i++) {
      int value;
      if (packed == last) {
        value = half(bytes.get((halves + i) / 2), (halves + i) % 2 == 1);
      } else {
        value = packed < 0 ? bytes.get(i) : half(bytes.get(i), high);
      }
      out.putFloat(value / scales[scale + i * strides[last]]);
    }
  }

  private static int half(byte pair, boolean high) {
    return high ? pair >> 4 : (byte) (pair << 4) >> 4;
  }
}
