package dev.salvor.convert.keras.weights.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class DequantizedTensorTest {

  @Test
  void dividesEveryColumnByItsScale() throws IOException {
    DequantizedTensor kernel = tensor(Shape.of(2, 2), new int[] {0, 1}, -1, 2, -8, 127, -127);
    assertThat(read(kernel, 0, 4)).containsExactly(1f, -2f, 63.5f, -31.75f);
    assertThat(read(kernel, 1, 2)).containsExactly(-2f, 63.5f);
  }

  @Test
  void dividesEveryRowByItsScale() throws IOException {
    DequantizedTensor table = tensor(Shape.of(2, 2), new int[] {1, 0}, -1, 2, -8, 127, -127);
    assertThat(read(table, 0, 4)).containsExactly(1f, -4f, 31.75f, -31.75f);
  }

  /** The example of pack_int4 in Keras: (3, 2) packed along its first axis. */
  @Test
  void unpacksHalvesAlongTheFirstAxis() throws IOException {
    DequantizedTensor kernel = tensor(Shape.of(3, 2), new int[] {0, 0}, 0, 45, -121, 1, 0);
    assertThat(read(kernel, 0, 6)).containsExactly(-1.5f, 3.5f, 1f, -4f, 0.5f, 0f);
    assertThat(read(kernel, 3, 2)).containsExactly(-4f, 0.5f);
  }

  /** The same values as (2, 3), packed along the last axis. */
  @Test
  void unpacksHalvesAlongTheLastAxis() throws IOException {
    DequantizedTensor table = tensor(Shape.of(2, 3), new int[] {0, 0}, 1, 125, 2, 24, 0);
    assertThat(read(table, 0, 6)).containsExactly(-1.5f, 3.5f, 1f, -4f, 0.5f, 0f);
    assertThat(read(table, 1, 4)).containsExactly(3.5f, 1f, -4f, 0.5f);
  }

  private static DequantizedTensor tensor(Shape shape, int[] strides, int packed, int... bytes) {
    byte[] values = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = (byte) bytes[i];
    }
    HeapTensor stored = new HeapTensor(ElementType.INT8, Shape.of(bytes.length), values);
    return new DequantizedTensor(stored, shape, new float[] {2, 4}, strides, packed);
  }

  private static float[] read(DequantizedTensor tensor, long first, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    tensor.read(first, target);
    FloatBuffer values = target.flip().asFloatBuffer();
    float[] read = new float[count];
    values.get(read);
    return read;
  }
}
