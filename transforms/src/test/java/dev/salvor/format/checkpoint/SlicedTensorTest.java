package dev.salvor.format.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicedTensorTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void joinsBoxesOfAnyTiling(long seed) throws IOException {
    Random random = new Random(seed);
    long[] dims = random.ints(1 + random.nextInt(3), 1, 9).asLongStream().toArray();
    Shape shape = Shape.of(dims);
    byte[] whole = new byte[(int) shape.elements() * 2];
    random.nextBytes(whole);
    List<SlicedTensor.Part> parts = new ArrayList<>();
    split(random, whole, shape, new long[dims.length], dims, 4, parts);
    SlicedTensor tensor = SlicedTensor.of(ElementType.INT16, shape, parts);
    for (int i = 0; i < 30; i++) {
      int from = random.nextInt((int) shape.elements());
      int count = random.nextInt((int) shape.elements() - from) + 1;
      ByteBuffer read = ByteBuffer.allocate(count * 2);
      tensor.read(from, read);
      assertThat(read.array())
          .isEqualTo(java.util.Arrays.copyOfRange(whole, from * 2, (from + count) * 2));
    }
  }

  @Test
  void refusesGapsAndOverlaps() {
    SlicedTensor.Part first = part(new long[] {0}, 2);
    assertThatThrownBy(() -> SlicedTensor.of(ElementType.FLOAT32, Shape.of(4), List.of(first)))
        .hasMessageContaining("2 of 4 elements");
    assertThatThrownBy(
            () ->
                SlicedTensor.of(
                    ElementType.FLOAT32, Shape.of(4), List.of(first, part(new long[] {1}, 2))))
        .hasMessageContaining("overlap");
  }

  private static SlicedTensor.Part part(long[] start, int size) {
    return new SlicedTensor.Part(
        slice(start, size), HeapTensor.floats(Shape.of(size), new float[size]));
  }

  private static TensorSlice slice(long[] start, long... size) {
    List<TensorSlice.Extent> extents = new ArrayList<>();
    for (int axis = 0; axis < start.length; axis++) {
      extents.add(new TensorSlice.Extent(start[axis], size[axis]));
    }
    return new TensorSlice(extents);
  }

  private static void split(
      Random random,
      byte[] whole,
      Shape shape,
      long[] start,
      long[] box,
      int depth,
      List<SlicedTensor.Part> parts) {
    int axis = random.nextInt(box.length);
    if (depth == 0 || box[axis] < 2) {
      parts.add(new SlicedTensor.Part(slice(start, box), cut(whole, shape, start, box)));
      return;
    }
    int size = 1 + random.nextInt((int) box[axis] - 1);
    long[] low = box.clone();
    low[axis] = size;
    long[] high = box.clone();
    high[axis] = box[axis] - size;
    long[] behind = start.clone();
    behind[axis] += size;
    split(random, whole, shape, start, low, depth - 1, parts);
    split(random, whole, shape, behind, high, depth - 1, parts);
  }

  private static HeapTensor cut(byte[] whole, Shape shape, long[] start, long[] box) {
    Shape boxShape = Shape.of(box);
    ByteBuffer values = ByteBuffer.allocate((int) boxShape.elements() * 2);
    for (long i = 0; i < boxShape.elements(); i++) {
      long rest = i;
      long at = 0;
      long stride = 1;
      for (int axis = box.length - 1; axis >= 0; axis--) {
        at += (start[axis] + rest % box[axis]) * stride;
        rest /= box[axis];
        stride *= shape.dim(axis);
      }
      values.put(whole, (int) at * 2, 2);
    }
    return new HeapTensor(ElementType.INT16, boxShape, values.array());
  }
}
