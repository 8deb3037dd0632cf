package dev.salvor.inspect.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleEvent;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and random streams: no crash, no hang, and nothing unlisted is ever called inert. */
class PickleFuzzTest {
  private static final byte[] OPCODES =
      new byte[] {
        '(',
        '.',
        '0',
        '1',
        '2',
        'F',
        'I',
        'J',
        'K',
        'L',
        'M',
        'N',
        'P',
        'Q',
        'R',
        'S',
        'T',
        'U',
        'V',
        'X',
        'a',
        'b',
        'c',
        'd',
        '}',
        'e',
        'g',
        'h',
        'i',
        'j',
        'l',
        ']',
        'o',
        'p',
        'q',
        'r',
        's',
        't',
        ')',
        'u',
        'G',
        (byte) 0x80,
        (byte) 0x81,
        (byte) 0x82,
        (byte) 0x85,
        (byte) 0x86,
        (byte) 0x87,
        (byte) 0x88,
        (byte) 0x89,
        (byte) 0x8a,
        (byte) 0x8b,
        'B',
        'C',
        (byte) 0x8c,
        (byte) 0x8d,
        (byte) 0x8e,
        (byte) 0x8f,
        (byte) 0x90,
        (byte) 0x91,
        (byte) 0x92,
        (byte) 0x93,
        (byte) 0x94,
        (byte) 0x95,
        (byte) 0x96,
        (byte) 0x97,
        (byte) 0x98
      };

  private static List<byte[]> seeds() {
    return List.of(
        GenuinePickles.configAndWeights().stop(),
        GenuinePickles.h5Dict(GenuinePickles.array()).stop(),
        GenuinePickles.keras3(new byte[] {'P', 'K', 3, 4, 5}).stop(),
        GenuinePickles.bytecode(new byte[] {'P', 'K', 3, 4, 5}).stop());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survivesMutations(long seed) {
    Random random = new Random(seed);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (byte[] genuine : seeds()) {
            for (int i = 0; i < 4000; i++) {
              check(mutate(genuine, random));
            }
          }
        });
  }

  @Test
  void survivesEveryTruncation() {
    for (byte[] genuine : seeds()) {
      for (int length = 0; length < genuine.length; length++) {
        PickleStream stream = PickleMachine.read(ByteSource.of(Arrays.copyOf(genuine, length)));
        assertThat(stream.fault()).as("cut to %d", length).isNotNull();
        assertThat(PickleJudge.judge(stream).findings())
            .as("cut to %d of a genuine pickle", length)
            .allSatisfy(
                finding ->
                    assertThat(finding.rule().id()).isIn("pickle/truncated", "pickle/damaged"));
      }
    }
  }

  @Test
  void survivesRandomOpcodes() {
    Random random = new Random(7);
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(60)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : OPCODES[random.nextInt(OPCODES.length)];
      }
      bytes[bytes.length - 1] = '.';
      check(bytes);
    }
  }

  private static byte[] mutate(byte[] genuine, Random random) {
    byte[] bytes = genuine.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(5) == 0) {
      int at = random.nextInt(bytes.length);
      int length = random.nextInt(bytes.length - at);
      byte[] cut = Arrays.copyOf(bytes, bytes.length - length);
      System.arraycopy(bytes, at + length, cut, at, bytes.length - at - length);
      return cut;
    }
    return bytes;
  }

  private static void check(byte[] bytes) {
    PickleStream stream = PickleMachine.read(ByteSource.of(bytes));
    Judgement judgement = PickleJudge.judge(stream);
    if (judgement.inert()) {
      assertThat(stream.fault()).isNull();
      assertThat(stream.deviation()).isNull();
      for (PickleEvent event : stream.events()) {
        if (event instanceof PickleEvent.Import imported
            && !imported.global().module().equals("__main__")) {
          assertThat(AllowList.STANDARD.find(imported.global())).isPresent();
        }
      }
      stream.root().ifPresent(ModelFinder::in);
    }
  }
}
