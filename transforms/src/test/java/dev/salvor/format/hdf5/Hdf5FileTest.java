package dev.salvor.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Hdf5FileTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"types.h5", "types_v110.h5"})
  void readsAttributesOfEveryKind(String name) throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, name))) {
      Group root = file.root();
      assertThat(root.text("bytes")).contains("abc");
      assertThat(root.text("str")).contains("äö");
      assertThat(root.texts("list")).contains(List.of("a", "bb"));
      assertThat(root.texts("padded")).contains(List.of("a", "bb"));
      assertThat(root.texts("empty")).contains(List.of());
      assertThat(root.texts("null")).contains(List.of());
      assertThat(root.texts("split")).contains(List.of("l0", "l1", "l2"));
      assertThat(root.texts("absent")).isEmpty();
      assertThat(root.number("bool")).contains(1L);
      assertThat(root.number("negative")).contains(-7L);
      assertThat(root.number("big_endian")).contains(300L);
      assertThat(root.hasAttribute("null")).isTrue();
      assertThatThrownBy(() -> root.text("list"))
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("attribute list of the root should be one string");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.h5", "types_v110.h5"})
  void readsElementsOfEveryType(String name) throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, name))) {
      Group types = file.root().group("types").orElseThrow();
      assertThat(type(types, "f2")).isEqualTo(ElementType.FLOAT16);
      assertThat(type(types, "f8")).isEqualTo(ElementType.FLOAT64);
      assertThat(type(types, "i1")).isEqualTo(ElementType.INT8);
      assertThat(type(types, "u8")).isEqualTo(ElementType.UINT64);
      assertThat(type(types, "bool")).isEqualTo(ElementType.BOOL);
      assertThat(type(types, "c8")).isEqualTo(ElementType.COMPLEX64);
      assertThat(type(types, "bfloat16")).isEqualTo(ElementType.BFLOAT16);
      assertThat(type(types, "named")).isEqualTo(ElementType.FLOAT8_E4M3FN);
      assertThat(data(types, "f4")).isInstanceOf(FileTensor.class);
      assertThat(data(types, "f4").shape()).isEqualTo(Shape.of(2, 3));
      assertThat(Fixtures.floats(data(types, "f4"))).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(Fixtures.floats(data(types, "be_f4"))).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(Fixtures.floats(data(types, "compact"))).containsExactly(0, 1, 2, 3);
      assertThat(Fixtures.values(data(types, "bool")))
          .isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, 1}));
      assertThat(Fixtures.values(data(types, "bfloat16")).getShort(2)).isEqualTo((short) 0xC020);
      assertThat(Fixtures.values(data(types, "be_c16")).getDouble(24)).isEqualTo(-3.0);
      assertThat(data(types, "scalar").shape()).isEqualTo(Shape.SCALAR);
      assertThat(Fixtures.floats(data(types, "scalar"))).containsExactly(3.5f);
      assertThat(data(types, "empty").shape()).isEqualTo(Shape.of(3, 0));
      assertThat(strings(data(types, "fixed"))).containsExactly("ab", "", "cde");
      assertThat(strings(data(types, "variable"))).containsExactly("aé", "", "xyz");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "compound"})
  void refusesElementsThatNoTensorHas(String name) throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, "types.h5"))) {
      Dataset dataset = file.root().dataset("odd/" + name).orElseThrow();
      assertThatThrownBy(dataset::data)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("dataset odd/" + name)
          .hasMessageContaining(name);
    }
  }

  @Test
  void followsLinksWithinTheFile() throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, "types.h5"))) {
      Group root = file.root();
      assertThat(root.dataset("soft").orElseThrow().shape()).isEqualTo(Shape.of(2, 3));
      assertThat(root.dataset("soft_group/f4")).isPresent();
      assertThat(root.dataset("hard").orElseThrow().type()).isEqualTo(ElementType.FLOAT64);
      assertThat(root.group("types/f4")).isEmpty();
      assertThat(root.dataset("types")).isEmpty();
      assertThat(root.dataset("types/f4/more")).isEmpty();
      assertThat(root.dataset("/types/f4").orElseThrow().path()).isEqualTo("types/f4");
    }
  }

  @Test
  void opensAFileThatLiesInAnother() throws IOException {
    byte[] inner = Fixtures.bytes("types.h5");
    byte[] outer = new byte[inner.length + 300];
    System.arraycopy(inner, 0, outer, 123, inner.length);
    Path file = Files.write(dir.resolve("outer"), outer);
    try (Hdf5File opened = Hdf5File.open(file, 123, inner.length)) {
      TensorData data = opened.root().dataset("types/f4").orElseThrow().data();
      assertThat(Fixtures.floats(data)).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunks.h5", "chunks_v110.h5"})
  void readsChunksThroughTheirFilters(String name) throws IOException {
    float[] expected = new float[120];
    for (int index = 0; index < expected.length; index++) {
      expected[index] = index / 4f - 9;
    }
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, name))) {
      for (String dataset :
          List.of("plain", "gzip", "shuffled", "lzf", "growing", "growing2", "one", "big_endian")) {
        TensorData data = data(file.root(), dataset);
        assertThat(Fixtures.floats(data)).as(dataset).containsExactly(expected);
        ByteBuffer three = ByteBuffer.allocate(12).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        data.read(58, three);
        assertThat(three.flip().getFloat()).as(dataset).isEqualTo(5.5f);
      }
      assertThat(strings(data(file.root(), "strings"))).containsExactly("a", "", "xyz");
      assertThat(Fixtures.values(data(file.root(), "masked")).getInt(12)).isEqualTo(3);
      assertThatThrownBy(() -> data(file.root(), "scaled"))
          .hasMessageContaining("dataset scaled is stored with filter 6 (scaleoffset)");
    }
  }

  @Test
  void readsDenseLinksAndAttributes() throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, "dense_v110.h5"))) {
      Group root = file.root();
      assertThat(root.children()).hasSize(30);
      assertThat(root.attributes()).hasSize(30);
      assertThat(root.text("a17")).contains("v17");
      assertThat(Fixtures.floats(data(root, "d23"))).containsExactly(23);
    }
  }

  @Test
  void readsGroupsOfMoreThanOneNode() throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, "many.h5"))) {
      assertThat(file.root().children()).hasSize(40).contains("g0", "g39");
    }
  }

  private static ElementType type(Group group, String name) {
    return group.dataset(name).orElseThrow().type();
  }

  private static TensorData data(Group group, String name) {
    return group.dataset(name).orElseThrow().data();
  }

  private static List<String> strings(TensorData data) {
    return ((StringTensor) data)
        .values().stream().map(value -> new String(value, StandardCharsets.UTF_8)).toList();
  }
}
