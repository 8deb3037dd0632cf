package dev.salvor.format.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.pickle.PickleFault.Cause;
import dev.salvor.format.pickle.PickleNode.BigInt;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.Real;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PickleMachineTest {

  static Stream<Arguments> atoms() {
    return Stream.of(
        Arguments.of("N.", Constant.NONE),
        Arguments.of("I01\n.", Constant.TRUE),
        Arguments.of("I00\n.", Constant.FALSE),
        Arguments.of("I-5\n.", new Int(-5)),
        Arguments.of("L12L\n.", new Int(12)),
        Arguments.of("F-2.5\n.", new Real(-2.5)),
        Arguments.of("F1e+20\n.", new Real(1e20)),
        Arguments.of("K\u00ff.", new Int(255)),
        Arguments.of("M\1\2.", new Int(513)),
        Arguments.of("J\u00fe\u00ff\u00ff\u00ff.", new Int(-2)),
        Arguments.of("\u0080\2\u008a\0.", new Int(0)),
        Arguments.of("\u0080\2\u008a\1\u00ff.", new Int(-1)),
        Arguments.of("\u0080\2\u008a\3\0\0\1.", new Int(65536)),
        Arguments.of("\u0080\2\u008a\11\0\0\0\0\0\0\0\0\1.", new BigInt(BigInteger.TWO.pow(64))),
        Arguments.of("G?\u00f0\0\0\0\0\0\0.", new Real(1)));
  }

  @ParameterizedTest
  @MethodSource("atoms")
  void readsAtoms(String pickle, PickleNode expected) {
    PickleStream stream = read(pickle);
    assertThat(stream.root()).contains(expected);
    assertThat(stream.deviation()).isNull();
  }

  static Stream<Arguments> strings() {
    return Stream.of(
        Arguments.of("Vab\\u00e9\\\\\n.", "abé\\\\"),
        Arguments.of("V\\U0001f600\n.", "😀"),
        Arguments.of("X\3\0\0\0a\u00c3\u00a9.", "aé"),
        Arguments.of("\u0080\4\u008c\1a.", "a"),
        Arguments.of("S'a\\n\\x41\\101\\'\\q'\n.", "a\nAA'\\q"),
        Arguments.of("S\"it's\"\n.", "it's"),
        Arguments.of("U\2ab.", "ab"),
        Arguments.of("T\2\0\0\0ab.", "ab"));
  }

  @ParameterizedTest
  @MethodSource("strings")
  void readsStrings(String pickle, String expected) {
    assertThat(read(pickle).root().flatMap(node -> PickleValues.text(node, 100)))
        .contains(expected);
  }

  static Stream<Arguments> byteStrings() {
    byte[] all = new byte[256];
    StringBuilder text = new StringBuilder();
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
      text.append((char) i);
      escaped.append(
          i == 0 || i == '\n' || i == '\r' || i == '\\' || i == 26
              ? String.format("\\u%04x", i)
              : String.valueOf((char) i));
    }
    String utf8 = new String(text.toString().getBytes(UTF_8), ISO_8859_1);
    String call = "X\6\0\0\0latin1\u0086R.";
    return Stream.of(
        Arguments.of(
            "\u0080\3C\u00ff" + text.substring(0, 255) + ".", java.util.Arrays.copyOf(all, 255)),
        Arguments.of("\u0080\3B\0\1\0\0" + text + ".", all),
        Arguments.of("\u0080\2c_codecs\nencode\nX\u0080\1\0\0" + utf8 + call, all),
        Arguments.of("c_codecs\nencode\n(V" + escaped + "\nVlatin1\ntR.", all),
        Arguments.of("\u0080\2c__builtin__\nbytes\n)R.", new byte[0]));
  }

  /** Bytes stay bytes in every protocol's way of writing them. */
  @ParameterizedTest
  @MethodSource("byteStrings")
  void readsBytes(String pickle, byte[] expected) throws IOException {
    Blob blob = read(pickle).root().flatMap(PickleValues::bytes).orElseThrow();
    assertThat(blob.bytes()).isEqualTo(expected);
    assertThat(blob.contentLength()).isEqualTo(expected.length);
    assertThat(blob.head(7))
        .isEqualTo(java.util.Arrays.copyOf(expected, Math.min(7, expected.length)));
  }

  @Test
  void readsContainers() {
    PickleStream stream = read("\u0080\2}q\0(X\1\0\0\0a]q\1(K\1K\2eX\1\0\0\0bK\3K\4\u0086q\2u.");
    DictNode dict = (DictNode) stream.root().orElseThrow();
    assertThat(dict.value("a").flatMap(PickleValues::sequence))
        .contains(List.of(new Int(1), new Int(2)));
    assertThat(dict.value("b").flatMap(PickleValues::sequence))
        .contains(List.of(new Int(3), new Int(4)));
    assertThat(stream.events()).isEmpty();
    assertThat(stream.deviation()).isNull();
  }

  @Test
  void namesTheByteWhereAStreamEnds() {
    PickleStream stream = read("\u0080\2X\5\0\0\0ab");
    assertThat(stream.fault()).isNotNull();
    assertThat(stream.fault().cause()).isEqualTo(Cause.TRUNCATED);
    assertThat(stream.fault().offset()).isEqualTo(9);
  }

  /** CPython: TypeError, unhashable type. The last is a frozenset, which has a hash. */
  @ParameterizedTest
  @CsvSource({
    "'}cbuiltins\nbytearray\nC\1a\u0085RK\1s.', true",
    "'}\u0096\1\0\0\0\0\0\0\0aK\1s.', true",
    "'}\u008fK\1s.', true",
    "'}]\u0085K\1s.', true",
    "'}ccollections\nOrderedDict\n)RK\1s.', true",
    "'\u008f(]\u0090.', true",
    "'(]\u0091.', true",
    "'}(K\2\u0091K\1s.', false"
  })
  void endsWhereAKeyHasNoHash(String opcodes, boolean ends) {
    PickleStream stream = read("\u0080\5" + opcodes);
    if (ends) {
      assertThat(stream.fault().cause()).isEqualTo(Cause.MALFORMED);
      assertThat(stream.fault().message()).contains("cannot be hashed");
    } else {
      assertThat(stream.fault()).isNull();
    }
  }

  @Test
  void keepsEventsBeforeAnError() {
    PickleStream stream = read("cos\nsystem\n(S'x'\ntR\u00fe");
    assertThat(stream.events()).hasSize(2);
    assertThat(stream.events().get(1)).isInstanceOf(PickleEvent.Call.class);
    assertThat(stream.fault().cause()).isEqualTo(Cause.MALFORMED);
  }

  @Test
  void readsArraysInEveryForm() throws IOException {
    byte[] inBand =
        new PickleAssembler()
            .proto(5)
            .global("numpy.core.numeric", "_frombuffer")
            .mark()
            .op(
                "\u0096\10\0\0\0\0\0\0\0"
                    + new String(PickleAssembler.littleEndian(1, 2), ISO_8859_1))
            .dtype("f4")
            .integer(2)
            .op("\u0085")
            .text("C")
            .tuple()
            .reduce()
            .stop();
    byte[] classic = new PickleAssembler().proto(2).floats(new int[] {2}, 1, 2).stop();
    for (byte[] pickle : List.of(inBand, classic, joblib(true), joblib(false))) {
      PickleStream stream = PickleMachine.read(ByteSource.of(pickle));
      NumpyArray array = stream.root().flatMap(NumpyArray::of).orElseThrow();
      assertThat(array.shape()).containsExactly(2L);
      assertThat(array.numeric()).isTrue();
      assertThat(array.data().bytes()).isEqualTo(PickleAssembler.littleEndian(1, 2));
      assertThat(stream.deviation()).isNull();
    }
  }

  private static byte[] joblib(boolean aligned) {
    PickleAssembler out =
        new PickleAssembler()
            .proto(3)
            .global("joblib.numpy_pickle", "NumpyArrayWrapper")
            .op(")")
            .newObject()
            .op("}")
            .mark()
            .text("subclass")
            .global("numpy", "ndarray")
            .text("shape")
            .integer(2)
            .op("\u0085")
            .text("order")
            .text("C")
            .text("dtype")
            .dtype("f4")
            .text("allow_mmap")
            .op("\u0088");
    if (aligned) {
      out.text("numpy_array_alignment_bytes").integer(16);
    }
    out.op("u").build();
    String raw = new String(PickleAssembler.littleEndian(1, 2), ISO_8859_1);
    return out.op(aligned ? "\3\u00ff\u00ff\u00ff" + raw : raw).stop();
  }

  @Test
  void boundsAnInlineArrayByTheBytesAtHand() {
    byte[] cut = java.util.Arrays.copyOf(joblib(true), joblib(true).length - 5);
    PickleStream stream = PickleMachine.read(ByteSource.of(cut));
    assertThat(stream.fault().cause()).isEqualTo(Cause.TRUNCATED);
  }

  @Test
  void readsAFileAsItReadsAnArray(@TempDir Path directory) throws IOException {
    byte[] pickle = new PickleAssembler().proto(2).floats(new int[] {2}, 1, 2).stop();
    Path file = Files.write(directory.resolve("array.pkl"), pickle);
    NumpyArray array =
        PickleMachine.read(ByteSource.of(file)).root().flatMap(NumpyArray::of).orElseThrow();
    assertThat(array.data().bytes()).isEqualTo(PickleAssembler.littleEndian(1, 2));
    assertThat(array.data().source().file()).isEqualTo(file);
  }

  @Test
  void stopsWhereTheObjectsWouldFillTheHeap() {
    PickleStream stream = read("\u0080\2" + "]".repeat(4_000_000) + ".");
    assertThat(stream.fault().cause()).isEqualTo(Cause.LIMIT);
  }

  @Test
  void reportsOnlyTheFirstDeviation() {
    PickleStream stream = read("\u0080\2I0x1\n0I0x2\n.");
    assertThat(stream.deviation().offset()).isEqualTo(2);
    assertThat(stream.deviation().message()).contains("0x1");
  }

  private static PickleStream read(String latin1) {
    return PickleMachine.read(ByteSource.of(latin1.getBytes(ISO_8859_1)));
  }
}
