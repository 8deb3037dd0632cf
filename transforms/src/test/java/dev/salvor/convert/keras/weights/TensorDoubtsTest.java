package dev.salvor.convert.keras.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorDoubtsTest {
  private static float[] trained(int count) {
    Random random = new Random(3);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Optional<String> doubts(float... values) {
    TensorDoubts doubts = new TensorDoubts(ElementType.FLOAT32);
    for (int at = 0; at < values.length; at += 3000) { // as many as the writer streams at once
      int count = Math.min(3000, values.length - at);
      ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values, at, count);
      doubts.see(bytes);
    }
    return doubts.summary();
  }

  @Test
  void trainedWeightsRaiseNone() {
    assertThat(doubts(trained(10_000))).isEmpty();
    assertThat(doubts(0f)).isEmpty();
    assertThat(doubts(-1e9f, 1f, 2f, 3f)).isEmpty(); // a mask's
  }

  @Test
  void aFlippedExponent() {
    float[] values = trained(10_000);
    values[7001] = Float.intBitsToFloat(Float.floatToIntBits(values[7001]) ^ 1 << 30);
    assertThat(doubts(values)).hasValueSatisfying(said -> assertThat(said).contains("7001"));
  }

  @Test
  void zeros() {
    assertThat(doubts(new float[143])).contains("holds nothing but zeros");
    assertThat(doubts(new float[4096])).contains("holds nothing but zeros");
    float[] values = trained(10_000);
    java.util.Arrays.fill(values, 2048, 4096, 0f);
    assertThat(doubts(values))
        .contains(
            "holds 2 blocks of 4,096 zero bytes among other values, the first at its byte 8,192");
    float[] begun = new float[1500];
    begun[1400] = 1;
    assertThat(doubts(begun)).hasValueSatisfying(said -> assertThat(said).contains("1 blocks"));
  }

  @Test
  void aBlockTwice() {
    float[] values = trained(10_000);
    System.arraycopy(values, 0, values, 4096, 1024);
    assertThat(doubts(values)).contains("its bytes from 0 on stand again at 16,384");
  }
}
