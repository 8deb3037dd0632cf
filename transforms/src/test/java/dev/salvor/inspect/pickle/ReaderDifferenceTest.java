package dev.salvor.inspect.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleEvent;
import dev.salvor.format.pickle.PickleMachine;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where CPython's readers disagree, the one that does most counts. */
@SuppressWarnings("StringConcatToTextBlock") // the strings are bytes, not lines
class ReaderDifferenceTest {
  /** A wrapper of joblib for two doubles, without padding as before joblib 1.2. */
  private static final String WRAPPER =
      "\u0080\2cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\u0081}("
          + "U\10subclasscnumpy\nndarray\nU\5shapeK\2\u0085U\5orderU\1C"
          + "U\5dtypecnumpy\ndtype\nU\2f8K\0K\1\u0087R(K\3U\1<NNNJ\377\377\377\377J\377\377\377\377K\0tb"
          + "U\12allow_mmap\u0088ub";

  @TestFactory
  Stream<DynamicTest> isUnsafe() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("reader-differences.tsv"))) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", 2))
          .map(
              parts ->
                  DynamicTest.dynamicTest(
                      parts[0], () -> assertUnsafe(HexFormat.of().parseHex(parts[1]))));
    }
  }

  private static void assertUnsafe(byte[] pickle) {
    assertThat(judge(pickle))
        .anySatisfy(
            finding ->
                assertThat(finding.rule().classification())
                    .isEqualTo(Optional.of(Classification.UNSAFE_PICKLE)));
  }

  @Test
  void anArrayOfJoblibIsAProgramToPickle() {
    assertThat(judge((WRAPPER + "\1\2\3\4\5\6\7\10\1\2\3\4\5\6\7\10.").getBytes(ISO_8859_1)))
        .isEmpty();
    assertThat(judge((WRAPPER + "cos\nsystem\nI00\n.").getBytes(ISO_8859_1)))
        .anySatisfy(finding -> assertThat(finding.message()).contains("pickle.load", "os.system"));
  }

  /** What a model was made of cannot be exchanged behind its back. */
  @Test
  void aStateThatChangesAfterwards() {
    String state = "}(U\11_is_groupK\1U\15model_weights}U\5otherK\1u";
    String model = "\u0080\2ckeras.engine.sequential\nSequential\n)\u0081";
    assertThat(judge((model + state + "b.").getBytes(ISO_8859_1))).isEmpty();
    assertThat(judge((model + state + "q\1bh\1U\5otherK\2s0.").getBytes(ISO_8859_1)))
        .anySatisfy(finding -> assertThat(finding.message()).contains("changed afterwards"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X\2\0\0\0\u00c3(.", // no UTF-8
        "V\\u12\n.", // a cut escape
        "S'\\xzz'\n.", // no hexadecimal digit
        "}]Ns.", // a list as a key
        "c", // the end of the file
        "\u0080\2c__built"
      })
  void whatNoReaderGetsPastIsDamage(String pickle) {
    assertThat(judge(pickle.getBytes(ISO_8859_1)))
        .allSatisfy(
            finding ->
                assertThat(finding.rule().classification())
                    .isEqualTo(Optional.of(Classification.CORRUPT)))
        .isNotEmpty();
  }

  @Test
  void surrogatesAreText() {
    assertThat(judge("X\3\0\0\0\u00ed\u00a0\u0080.".getBytes(ISO_8859_1))).isEmpty();
    assertThat(judge("V\\ud800\\\\u12\n.".getBytes(ISO_8859_1))).isEmpty();
  }

  @Test
  void theCallOfACutNameIsAnEvent() {
    assertThat(
            PickleMachine.read(ByteSource.of("(S'x'\ninumpy\nload_".getBytes(ISO_8859_1))).events())
        .anySatisfy(event -> assertThat(event).isInstanceOf(PickleEvent.Call.class));
  }

  private static List<Finding> judge(byte[] pickle) {
    return PickleJudge.judge(PickleMachine.read(ByteSource.of(pickle))).findings();
  }
}
