package dev.salvor.format.checkpoint;

import static dev.salvor.format.checkpoint.TensorBundleReaderTest.values;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedSlice;
import org.tensorflow.proto.SavedSliceMeta;
import org.tensorflow.proto.SavedTensorSliceMeta;
import org.tensorflow.proto.SavedTensorSlices;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

class V1CheckpointReaderTest {
  @TempDir private Path directory;

  private final Map<byte[], byte[]> table = new TreeMap<>(Arrays::compareUnsigned);
  private final SavedTensorSliceMeta.Builder meta = SavedTensorSliceMeta.newBuilder();

  @Test
  void readsTypedFields() throws IOException {
    add("f", DataType.DT_FLOAT, proto().addFloatVal(1.5f).addFloatVal(-2), 2);
    add("d", DataType.DT_DOUBLE, proto().addDoubleVal(3));
    add("i", DataType.DT_INT32, proto().addIntVal(-1).addIntVal(70000), 2, 1);
    add("h", DataType.DT_HALF, proto().addHalfVal(0x3c00).addHalfVal(0xc000), 2);
    add("l", DataType.DT_INT64, proto().addInt64Val(-5L));
    add("b", DataType.DT_BOOL, proto().addBoolVal(true).addBoolVal(false), 2);
    add("c", DataType.DT_COMPLEX64, proto().addScomplexVal(1).addScomplexVal(2));
    add("u", DataType.DT_UINT8, proto().addIntVal(255));
    add("s", DataType.DT_STRING, proto().addStringVal(ByteString.copyFromUtf8("salvor")), 1);
    add("e", DataType.DT_FLOAT, proto(), 0, 3);
    V1CheckpointReader reader = open();
    assertThat(reader.entries())
        .extracting(CheckpointEntry::key)
        .containsExactly("b", "c", "d", "e", "f", "h", "i", "l", "s", "u");
    assertThat(reader.entry("i").orElseThrow().shape()).isEqualTo(Shape.of(2, 1));
    assertThat(reader.tensor("f")).isInstanceOf(FileTensor.class);
    assertThat(values(reader.tensor("f"))).isEqualTo(little(8).putFloat(1.5f).putFloat(-2).array());
    assertThat(values(reader.tensor("d"))).isEqualTo(little(8).putDouble(3).array());
    assertThat(values(reader.tensor("i"))).isEqualTo(little(8).putInt(-1).putInt(70000).array());
    assertThat(values(reader.tensor("h"))).isEqualTo(new byte[] {0, 0x3c, 0, (byte) 0xc0});
    assertThat(values(reader.tensor("l"))).isEqualTo(little(8).putLong(-5).array());
    assertThat(values(reader.tensor("b"))).isEqualTo(new byte[] {1, 0});
    assertThat(values(reader.tensor("c"))).isEqualTo(little(8).putFloat(1).putFloat(2).array());
    assertThat(values(reader.tensor("u"))).isEqualTo(new byte[] {-1});
    assertThat(values(reader.tensor("e"))).isEmpty();
    assertThat(((StringTensor) reader.tensor("s")).values())
        .containsExactly("salvor".getBytes(UTF_8));
    assertThat(reader.verify()).isEmpty();
    assertThatThrownBy(() -> reader.tensor("x")).hasMessageContaining("holds no tensor x");
  }

  @Test
  void joinsSlicesOverShards() throws IOException {
    addSlice("p", slice(2, 1), proto().addFloatVal(5).addFloatVal(6), 3, 2);
    Files.write(directory.resolve("model-00001-of-00002"), file());
    table.clear();
    meta.clear();
    addSlice(
        "p",
        slice(0, 2),
        proto().addFloatVal(1).addFloatVal(2).addFloatVal(3).addFloatVal(4),
        3,
        2);
    Files.write(directory.resolve("model-00000-of-00002"), file());
    CheckpointReader reader = CheckpointReader.open(directory.resolve("model"), "model");
    assertThat(reader.entries())
        .containsExactly(new CheckpointEntry("p", DataType.DT_FLOAT_VALUE, Shape.of(3, 2), 2));
    byte[] expected =
        little(24).putFloat(1).putFloat(2).putFloat(3).putFloat(4).putFloat(5).putFloat(6).array();
    assertThat(values(reader.tensor("p"))).isEqualTo(expected);
  }

  @Test
  void namesTheTensorWhoseBlockIsDamaged() throws IOException {
    add("w", DataType.DT_FLOAT, proto().addFloatVal(1), 1);
    byte[] file = file();
    // The list of tensors shares the block with the values, so damage it after it was read.
    Path path = directory.resolve("model");
    Files.write(path, file);
    V1CheckpointReader reader = V1CheckpointReader.open(path);
    file[20] ^= 1;
    Files.write(path, file);
    assertThat(reader.verify())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.CHECKPOINT_DAMAGED);
              assertThat(finding.location().tensor()).isEqualTo("w");
              assertThat(finding.message()).contains("does not match its checksum");
            });
  }

  @Test
  void refusesValuesThatDoNotFillTheShape() throws IOException {
    add("few", DataType.DT_INT32, proto().addIntVal(1), 2);
    add("many", DataType.DT_INT32, proto().addIntVal(1).addIntVal(2), 1);
    add("floats", DataType.DT_FLOAT, proto().addFloatVal(1), 2);
    add("bomb", DataType.DT_HALF, proto().addHalfVal(1), 1L << 40);
    add("other", DataType.DT_DOUBLE, proto().addFloatVal(1), 1);
    V1CheckpointReader reader = open();
    for (String key : List.of("few", "many", "floats", "bomb", "other")) {
      assertThatThrownBy(() -> reader.tensor(key))
          .as(key)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining(key);
    }
    assertThat(reader.verify()).hasSize(5);
  }

  @Test
  void refusesABundleIndex() throws IOException {
    table.put(new byte[0], new byte[] {8, 1, 26, 2, 8, 1});
    Path path = directory.resolve("model");
    Files.write(path, TableTest.written(table));
    assertThatThrownBy(() -> V1CheckpointReader.open(path))
        .hasMessageContaining("no V1 checkpoint");
    assertThatThrownBy(() -> V1CheckpointReader.open(directory.resolve("none")))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            absent -> assertThat(absent.finding().rule()).isEqualTo(Rule.CHECKPOINT_INCOMPLETE));
  }

  private static TensorProto.Builder proto() {
    return TensorProto.newBuilder();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private V1CheckpointReader open() throws IOException {
    Path path = directory.resolve("model");
    Files.write(path, file());
    return V1CheckpointReader.open(path, "model");
  }

  private byte[] file() throws IOException {
    table.put(new byte[0], SavedTensorSlices.newBuilder().setMeta(meta).build().toByteArray());
    return TableTest.written(table);
  }

  private void add(String name, DataType type, TensorProto.Builder values, long... dims) {
    TensorSliceProto.Builder whole = TensorSliceProto.newBuilder();
    Arrays.stream(dims)
        .forEach(dim -> whole.addExtent(TensorSliceProto.Extent.getDefaultInstance()));
    add(name, type, whole.build(), TensorSlice.whole(dims.length), values, dims);
  }

  private void addSlice(String name, TensorSlice slice, TensorProto.Builder values, long... dims) {
    TensorSliceProto.Builder proto = TensorSliceProto.newBuilder();
    for (TensorSlice.Extent extent : slice.extents()) {
      TensorSliceProto.Extent.Builder part = TensorSliceProto.Extent.newBuilder();
      if (extent.length() != TensorSlice.FULL) {
        part.setStart(extent.start()).setLength(extent.length());
      }
      proto.addExtent(part);
    }
    add(name, DataType.DT_FLOAT, proto.build(), slice, values, dims);
  }

  private void add(
      String name,
      DataType type,
      TensorSliceProto proto,
      TensorSlice slice,
      TensorProto.Builder values,
      long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Arrays.stream(dims)
        .forEach(dim -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim)));
    meta.addTensor(
        SavedSliceMeta.newBuilder().setName(name).setShape(shape).setType(type).addSlice(proto));
    table.put(
        OrderedCode.sliceKey(name, slice),
        SavedTensorSlices.newBuilder()
            .setData(SavedSlice.newBuilder().setName(name).setSlice(proto).setData(values))
            .build()
            .toByteArray());
  }

  private static TensorSlice slice(long start, long length) {
    return new TensorSlice(
        List.of(
            new TensorSlice.Extent(start, length), new TensorSlice.Extent(0, TensorSlice.FULL)));
  }
}
