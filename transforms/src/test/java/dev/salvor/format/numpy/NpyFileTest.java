package dev.salvor.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "|b1,BOOL,1",
    "|i1,INT8,1",
    "|u1,UINT8,1",
    "<i2,INT16,2",
    "<u2,UINT16,2",
    "<i4,INT32,4",
    "<u4,UINT32,4",
    "<i8,INT64,8",
    "<u8,UINT64,8",
    "<f2,FLOAT16,2",
    "<f4,FLOAT32,4",
    "<f8,FLOAT64,8",
    "<c8,COMPLEX64,8",
    "<c16,COMPLEX128,16"
  })
  void readsNumbersFromFileAndMemory(String descr, ElementType type, int size) throws IOException {
    byte[] values = new byte[6 * size];
    new SplittableRandom(7).nextBytes(values);
    for (int version = 1; version <= 3; version++) {
      byte[] file =
          NpyBytes.npy(
              version,
              "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2, 3), }\n",
              values);
      for (TensorData tensor : both(file)) {
        assertThat(tensor.type()).isEqualTo(type);
        assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(bytes(tensor)).isEqualTo(values);
      }
    }
  }

  @Test
  void swapsBigEndianNumbersByComponent() throws IOException {
    for (TensorData tensor :
        both(NpyBytes.npy(">i4", "(2,)", new byte[] {0, 0, 1, 2, 0, 0, 3, 4}))) {
      assertThat(bytes(tensor)).containsExactly(2, 1, 0, 0, 4, 3, 0, 0);
    }
    for (TensorData tensor : both(NpyBytes.npy(">c8", "()", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))) {
      assertThat(tensor.shape()).isEqualTo(Shape.SCALAR);
      assertThat(bytes(tensor)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    }
  }

  @Test
  void readsFortranOrder() throws IOException {
    byte[] file =
        NpyBytes.npy(
            1,
            "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}",
            new byte[] {1, 4, 2, 5, 3, 6});
    for (TensorData tensor : both(file)) {
      assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(bytes(tensor)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void readsStringsOfBothKindsAndOrders() throws IOException {
    for (TensorData tensor :
        both(NpyBytes.npy("|S3", "(2,)", "ab\0xyz".getBytes(StandardCharsets.US_ASCII)))) {
      assertThat(texts(tensor)).containsExactly("ab", "xyz");
    }
    for (TensorData tensor :
        both(NpyBytes.npy("<U2", "(1,)", "é😀".getBytes(Charset.forName("UTF-32LE"))))) {
      assertThat(texts(tensor)).containsExactly("é😀");
    }
    for (TensorData tensor :
        both(NpyBytes.npy(">U2", "()", "é\0".getBytes(Charset.forName("UTF-32BE"))))) {
      assertThat(texts(tensor)).containsExactly("é");
    }
    byte[] fortran =
        NpyBytes.npy(
            1,
            "{'descr': '|S1', 'fortran_order': True, 'shape': (2, 3)}",
            "adbecf".getBytes(StandardCharsets.US_ASCII));
    assertThat(texts(NpyFile.of(ByteBuffer.wrap(fortran))))
        .containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  void refusesPythonObjectsByName() {
    assertRefused(NpyBytes.npy("|O", "(1,)", new byte[8]), Rule.PICKLE_UNPROVEN, "Python objects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<M8[ns]", "<f16", "|V2", "<i3", "<c32"})
  void refusesTypesWithoutTensor(String descr) {
    assertRefused(NpyBytes.npy(descr, "(1,)", new byte[32]), Rule.FILE_FORMAT_UNSUPPORTED, descr);
  }

  @Test
  void refusesStructuredTypes() {
    assertRefused(
        NpyBytes.npy(
            1, "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,)}", new byte[4]),
        Rule.FILE_FORMAT_UNSUPPORTED,
        "structured");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(3,)",
        "(-1,)",
        "(4611686018427387904, 4611686018427387904)",
        "(9223372036854775807,)",
        "('a',)",
        "3"
      })
  void refusesShapesThatTheBytesDoNotHold(String shape) {
    assertRefused(NpyBytes.npy("<f4", shape, new byte[8]), Rule.FILE_DAMAGED, "NumPy array");
  }

  @Test
  void boundsStrings() {
    assertRefused(
        NpyBytes.npy("|S0", "(99999999999,)", new byte[0]),
        Rule.FILE_FORMAT_UNSUPPORTED,
        "99999999999");
  }

  @Test
  void saysWhatIsMissing() {
    byte[] whole = NpyBytes.floats("(2,)", 1, 2);
    assertRefused(
        Arrays.copyOf(whole, whole.length - 1),
        Rule.FILE_DAMAGED,
        "shape (2,) of 4-byte elements, but only 7 bytes follow");
    assertRefused(Arrays.copyOf(whole, 11), Rule.FILE_DAMAGED, "inside the header");
    assertRefused(Arrays.copyOf(whole, 30), Rule.FILE_DAMAGED, "only 30 are there");
  }

  @Test
  void anyDamageIsAFindingOrAnArray() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] whole = NpyBytes.floats("(2, 2)", 1, 2, 3, 4);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(NpyFile.of(ByteBuffer.wrap(damaged))).isNotNull();
      } catch (ArtifactException e) {
        assertThat(e.finding().message()).isNotBlank();
      }
    }
  }

  private List<TensorData> both(byte[] file) throws IOException {
    Path path = Files.write(directory.resolve("a.npy"), file);
    return List.of(NpyFile.open(path), NpyFile.of(ByteBuffer.wrap(file)));
  }

  private void assertRefused(byte[] file, Rule rule, String words) {
    assertThatThrownBy(() -> NpyFile.of(ByteBuffer.wrap(file)))
        .isInstanceOfSatisfying(
            ArtifactException.class, e -> assertThat(e.finding().rule()).isEqualTo(rule))
        .hasMessageContaining(words);
    assertThatThrownBy(() -> NpyFile.open(Files.write(directory.resolve("b.npy"), file)))
        .isInstanceOfSatisfying(
            ArtifactException.class, e -> assertThat(e.finding().rule()).isEqualTo(rule));
  }

  private static byte[] bytes(TensorData tensor) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) tensor.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    tensor.read(0, buffer);
    return buffer.array();
  }

  private static List<String> texts(TensorData tensor) {
    return ((StringTensor) tensor)
        .values().stream().map(value -> new String(value, StandardCharsets.UTF_8)).toList();
  }
}
