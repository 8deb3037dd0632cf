package dev.salvor.format.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TensorViewsTest {

  /** 0, 1, 2, … in row-major order. */
  private static TensorData counting(Shape shape) {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return HeapTensor.floats(shape, values);
  }

  private static float[] values(TensorData data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) data.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    float[] values = new float[(int) data.shape().elements()];
    bytes.flip().asFloatBuffer().get(values);
    return values;
  }

  /** Reading in pieces of any size gives what reading in one piece gives. */
  private static void assertPiecesFit(TensorData data, Random random) throws IOException {
    float[] whole = values(data);
    int at = 0;
    while (at < whole.length) {
      int count = 1 + random.nextInt(whole.length - at);
      ByteBuffer piece = ByteBuffer.allocate(4 * count + 8).order(ByteOrder.LITTLE_ENDIAN);
      piece.position(4).limit(4 + 4 * count);
      data.read(at, piece);
      assertThat(piece.position()).isEqualTo(piece.limit()).isEqualTo(4 + 4 * count);
      for (int i = 0; i < count; i++) {
        assertThat(piece.getFloat(4 + 4 * i)).isEqualTo(whole[at + i]);
      }
      at += count;
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    data.writeTo(Channels.newChannel(written));
    ByteBuffer streamed = ByteBuffer.wrap(written.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : whole) {
      assertThat(streamed.getFloat()).isEqualTo(value);
    }
    assertThat(streamed.hasRemaining()).isFalse();
  }

  private static Shape randomShape(Random random) {
    long[] dims = random.ints(1 + random.nextInt(4), 0, 5).asLongStream().toArray();
    return Shape.of(dims);
  }

  @Test
  void transposeSwapsRowsAndColumns() throws IOException {
    TensorData transposed = TensorViews.transpose(counting(Shape.of(2, 3)), 1, 0);
    assertThat(transposed.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(values(transposed)).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void flipReversesAnAxis() throws IOException {
    assertThat(values(TensorViews.flip(counting(Shape.of(2, 3)), 1)))
        .containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(values(TensorViews.flip(counting(Shape.of(2, 3)), 0, 1)))
        .containsExactly(5, 4, 3, 2, 1, 0);
  }

  @Test
  void sliceTakesAPart() throws IOException {
    TensorData part = TensorViews.slice(counting(Shape.of(2, 4)), 1, 1, 3);
    assertThat(part.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(values(part)).containsExactly(1, 2, 5, 6);
  }

  @Test
  void concatJoinsAlongAnAxis() throws IOException {
    TensorData left = counting(Shape.of(2, 1));
    TensorData right = counting(Shape.of(2, 2));
    assertThat(values(TensorViews.concat(List.of(left, right), 1)))
        .containsExactly(0, 0, 1, 1, 2, 3);
    assertThat(values(TensorViews.concat(List.of(right, right), 0)))
        .containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
  }

  @Test
  void reshapeKeepsTheNumberOfElements() throws IOException {
    assertThat(values(TensorViews.reshape(counting(Shape.of(4)), Shape.of(2, 2))))
        .containsExactly(0, 1, 2, 3);
    assertThatThrownBy(() -> TensorViews.reshape(counting(Shape.of(4)), Shape.of(3)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 200)
  void everyElementIsWhereThePermutationPutsIt(@ForAll Random random) throws IOException {
    Shape shape = randomShape(random);
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(axis);
    }
    Collections.shuffle(axes, random);
    int[] permutation = axes.stream().mapToInt(Integer::intValue).toArray();
    TensorData transposed = TensorViews.transpose(counting(shape), permutation);
    float[] moved = values(transposed);
    for (int element = 0; element < moved.length; element++) {
      long rest = element;
      long[] index = new long[permutation.length];
      for (int axis = permutation.length - 1; axis >= 0; axis--) {
        index[permutation[axis]] = rest % transposed.shape().dim(axis);
        rest /= transposed.shape().dim(axis);
      }
      long original = 0;
      for (int axis = 0; axis < index.length; axis++) {
        original = original * shape.dim(axis) + index[axis];
      }
      assertThat(moved[element]).isEqualTo((float) original);
    }
    assertPiecesFit(transposed, random);
  }

  @Property(tries = 200)
  void slicesJoinedAgainAreTheWhole(@ForAll Random random) throws IOException {
    Shape shape = randomShape(random);
    TensorData whole = counting(shape);
    int axis = random.nextInt(shape.rank());
    long cut = random.nextInt((int) shape.dim(axis) + 1);
    TensorData joined =
        TensorViews.concat(
            List.of(
                TensorViews.slice(whole, axis, 0, cut),
                TensorViews.slice(whole, axis, cut, shape.dim(axis))),
            axis);
    assertThat(joined.shape()).isEqualTo(shape);
    assertThat(values(joined)).isEqualTo(values(whole));
    assertPiecesFit(joined, random);
  }

  @Property(tries = 100)
  void flippedTwiceIsAsBefore(@ForAll Random random) throws IOException {
    Shape shape = randomShape(random);
    int axis = random.nextInt(shape.rank());
    TensorData flipped = TensorViews.flip(counting(shape), axis);
    assertThat(values(TensorViews.flip(flipped, axis))).isEqualTo(values(counting(shape)));
    assertPiecesFit(flipped, random);
  }
}
