package dev.salvor.validate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.validate.Comparison;
import dev.salvor.validate.Tolerance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TensorComparatorTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void equalOutputsPass() throws IOException {
    Comparison same = compare(floats(1, -2, 0), floats(1, -2, 0), Tolerance.SINGLE);
    assertThat(same)
        .isEqualTo(new Comparison("s", "y", 3, 0, 0, 2e-5, 1e-4, 0, same.worstIndex(), true));
  }

  @Test
  void countsAndLocatesWhatIsOut() throws IOException {
    Comparison far = compare(floats(1, 2, 3, 4), floats(1, 2.5f, 3, 4.1f), Tolerance.SINGLE);
    assertThat(far.pass()).isFalse();
    assertThat(far.mismatched()).isEqualTo(2);
    assertThat(far.worstIndex()).isEqualTo(1);
    assertThat(far.maxAbs()).isEqualTo(0.5);
    assertThat(far.maxRel()).isEqualTo(0.25);
  }

  @Test
  void notANumberAndInfinitiesMustCoincide() throws IOException {
    assertThat(compare(floats(NAN, INF, -INF), floats(NAN, INF, -INF), Tolerance.SINGLE).pass())
        .isTrue();
    assertThat(compare(floats(NAN, 1), floats(1, 1), Tolerance.SINGLE).mismatched()).isEqualTo(1);
    assertThat(compare(floats(1, 1), floats(1, NAN), Tolerance.SINGLE).worstIndex()).isEqualTo(1);
    assertThat(compare(floats(INF), floats(-INF), Tolerance.SINGLE).pass()).isFalse();
    assertThat(compare(floats(INF), floats(1e30f), Tolerance.SINGLE).pass()).isFalse();
  }

  @Test
  void anInfinityDoesNotWidenTheTolerance() throws IOException {
    assertThat(compare(floats(INF, 1), floats(INF, 2), Tolerance.SINGLE).mismatched()).isEqualTo(1);
  }

  @Test
  void defaultsGrowWithTheScaleAndStatedOnesDoNot() throws IOException {
    TensorData recorded = floats(1000, 0);
    TensorData cancelled = floats(1000, 0.005f);
    assertThat(compare(recorded, cancelled, Tolerance.SINGLE).pass()).isTrue();
    assertThat(compare(recorded, cancelled, Tolerance.SINGLE).atol()).isEqualTo(1e-5 * 1000);
    assertThat(compare(recorded, cancelled, Tolerance.stated(1e-4, 1e-5)).pass()).isFalse();
  }

  @Test
  void wholeNumbersAreExactBeyondDoubles() throws IOException {
    long big = 1L << 60;
    Comparison close = compare(longs(big, 5), longs(big + 1, 5), Tolerance.SINGLE);
    assertThat(close.mismatched()).isEqualTo(1);
    assertThat(close.worstIndex()).isZero();
    assertThat(compare(longs(big, 5), longs(big, 5), Tolerance.SINGLE).pass()).isTrue();
  }

  @Test
  void wholeNumbersOfOtherWidthsAreEqualByValue() throws IOException {
    TensorData bytes = new HeapTensor(ElementType.INT8, Shape.of(2), new byte[] {-1, 5});
    assertThat(compare(longs(-1, 5), bytes, Tolerance.SINGLE).pass()).isTrue();
    TensorData unsigned = new HeapTensor(ElementType.UINT64, Shape.of(2), bytes(-1, 5));
    assertThat(compare(longs(-1, 5), unsigned, Tolerance.SINGLE).pass()).isFalse();
  }

  @Test
  void stringsAreExact() throws IOException {
    assertThat(compare(strings("a", "b"), strings("a", "b"), Tolerance.SINGLE).pass()).isTrue();
    assertThat(compare(strings("a", "b"), strings("a", "B"), Tolerance.SINGLE))
        .isEqualTo(new Comparison("s", "y", 2, 0, 0, 0, 0, 1, 1, false));
  }

  @Test
  void anotherShapeOrTypeFailsWhole() throws IOException {
    TensorData column = new HeapTensor(ElementType.FLOAT32, Shape.of(2, 1), new byte[8]);
    Comparison shape = compare(floats(0, 0), column, Tolerance.SINGLE);
    assertThat(shape.pass()).isFalse();
    assertThat(shape.mismatched()).isEqualTo(2);
    assertThat(shape.worstIndex()).isEqualTo(-1);
    assertThat(compare(strings("a"), floats(1), Tolerance.SINGLE).pass()).isFalse();
  }

  @Test
  void complexNumbersCompareAsPointsOfThePlane() throws IOException {
    TensorData recorded = complex(3, 4);
    assertThat(compare(recorded, complex(3, 4.0001f), Tolerance.SINGLE).pass()).isTrue();
    assertThat(compare(recorded, complex(3, -4), Tolerance.SINGLE).maxAbs()).isEqualTo(8);
  }

  @Test
  void comparesBeyondOneChunk() throws IOException {
    float[] values = new float[20_000];
    float[] other = values.clone();
    other[19_999] = 1;
    Comparison comparison = compare(floats(values), floats(other), Tolerance.SINGLE);
    assertThat(comparison.elements()).isEqualTo(20_000);
    assertThat(comparison.worstIndex()).isEqualTo(19_999);
  }

  private static Comparison compare(TensorData expected, TensorData actual, Tolerance tolerance)
      throws IOException {
    return new TensorComparator("s", "y", expected, actual).compare(tolerance);
  }

  private static TensorData floats(float... values) {
    return HeapTensor.floats(Shape.of(values.length), values);
  }

  private static TensorData complex(float real, float imaginary) {
    byte[] bytes = new byte[8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(real).putFloat(imaginary);
    return new HeapTensor(ElementType.COMPLEX64, Shape.of(1), bytes);
  }

  private static TensorData longs(long... values) {
    return new HeapTensor(ElementType.INT64, Shape.of(values.length), bytes(values));
  }

  private static byte[] bytes(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(values);
    return buffer.array();
  }

  private static TensorData strings(String... values) {
    return new StringTensor(
        Shape.of(values.length),
        Arrays.stream(values).map(value -> value.getBytes(StandardCharsets.UTF_8)).toList());
  }
}
