package dev.salvor.format.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/** Bundles that no current writer makes: sliced, big-endian, damaged, hostile. */
class TensorBundleReaderTest {
  @TempDir private Path directory;

  private final Map<byte[], byte[]> index = new TreeMap<>(Arrays::compareUnsigned);
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private BundleHeaderProto header = BundleHeaderProto.newBuilder().setNumShards(1).build();

  @Test
  void joinsSlices() throws IOException {
    index.put(
        key("p"),
        entry(DataType.DT_INT32, 0, 0, 0, 4, 2)
            .addSlices(slice(0, 3))
            .addSlices(slice(3, 1))
            .build()
            .toByteArray());
    add(OrderedCode.sliceKey("p", rows(3, 1)), DataType.DT_INT32, ints(7, 8), 1, 2);
    add(OrderedCode.sliceKey("p", rows(0, 3)), DataType.DT_INT32, ints(1, 2, 3, 4, 5, 6), 3, 2);
    TensorBundleReader reader = open();
    assertThat(reader.entries())
        .containsExactly(new CheckpointEntry("p", DataType.DT_INT32_VALUE, Shape.of(4, 2), 2));
    assertThat(values(reader.tensor("p"))).isEqualTo(ints(1, 2, 3, 4, 5, 6, 7, 8));
    assertThat(reader.verify()).isEmpty();
    flip(0);
    assertThat(reader.verify())
        .singleElement()
        .satisfies(finding -> assertThat(finding.location().tensor()).isEqualTo("p"));
  }

  @Test
  void namesAMissingSlice() throws IOException {
    index.put(
        key("p"),
        entry(DataType.DT_INT32, 0, 0, 0, 4, 2).addSlices(slice(0, 4)).build().toByteArray());
    TensorBundleReader reader = open();
    assertDamaged(() -> reader.tensor("p")).hasMessageContaining("p: slice");
    assertThat(reader.verify())
        .singleElement()
        .extracting(Finding::rule)
        .isEqualTo(Rule.CHECKPOINT_DAMAGED);
  }

  @Test
  void swapsBigEndianValues() throws IOException {
    header = header.toBuilder().setEndianness(BundleHeaderProto.Endianness.BIG).build();
    add(key("a"), DataType.DT_INT32, new byte[] {0, 0, 0, 1, 0, 0, 0, 2}, 2);
    add(key("z"), DataType.DT_COMPLEX64, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 1);
    TensorBundleReader reader = open();
    assertThat(values(reader.tensor("a"))).isEqualTo(ints(1, 2));
    assertThat(values(reader.tensor("z"))).isEqualTo(new byte[] {4, 3, 2, 1, 8, 7, 6, 5});
    assertThat(reader.verify()).isEmpty();
  }

  @Test
  void readsStringsAndChecksThem() throws IOException {
    addStrings(key("s"), "", "salvor", "x".repeat(40));
    TensorBundleReader reader = open();
    assertThat(((StringTensor) reader.tensor("s")).values())
        .extracting(value -> new String(value, StandardCharsets.UTF_8))
        .containsExactly("", "salvor", "x".repeat(40));
    for (int at = 0; at < data.size(); at++) {
      flip(at);
      assertThat(reader.verify()).as("byte %d", at).hasSize(1);
      flip(at);
    }
    assertThat(reader.verify()).isEmpty();
  }

  @Test
  void namesTheTensorThatIsDamaged() throws IOException {
    add(key("bias"), DataType.DT_FLOAT, new byte[12], 3);
    add(key("kernel"), DataType.DT_FLOAT, new byte[24], 2, 3);
    TensorBundleReader reader = open();
    for (int at = 0; at < 36; at++) {
      flip(at);
      String damaged = at < 12 ? "bias" : "kernel";
      assertThat(reader.verify())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.rule()).isEqualTo(Rule.CHECKPOINT_DAMAGED);
                assertThat(finding.location().tensor()).isEqualTo(damaged);
                assertThat(finding.location().file()).isEqualTo("a/ckpt.data-00000-of-00001");
                assertThat(finding.location().offset()).isEqualTo(damaged.equals("bias") ? 0 : 12);
                assertThat(finding.message()).contains("stored ", "found ");
              });
      assertThat(reader.verify(entry -> !entry.key().equals(damaged))).isEmpty();
      flip(at);
    }
  }

  @Test
  void saysWhichDataIsMissing() throws IOException {
    add(key("bias"), DataType.DT_FLOAT, new byte[12], 3);
    add(key("kernel"), DataType.DT_FLOAT, new byte[2400], 20, 30);
    TensorBundleReader reader = open();
    Path file = reader.dataFiles().get(0);
    Files.write(file, Arrays.copyOf(data.toByteArray(), 2000));
    assertThat(reader.verify())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.CHECKPOINT_INCOMPLETE);
              assertThat(finding.message())
                  .contains("ends at byte 2,000", "kernel lies at bytes 12 to 2,412");
            });
    assertThatThrownBy(() -> reader.tensor("kernel")).isInstanceOf(ArtifactException.class);
    assertThat(values(reader.tensor("bias"))).hasSize(12);
    Files.writeString(
        file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 2412\n");
    assertThat(reader.verify())
        .singleElement()
        .extracting(Finding::rule)
        .isEqualTo(Rule.FILE_LFS_POINTER);
    Files.delete(file);
    assertThat(reader.verify())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .isEqualTo(
                        "the data file a/ckpt.data-00000-of-00001 is missing; bias and 1 more"
                            + " tensors lie in it"));
  }

  @Test
  void refusesVariantsByName() throws IOException {
    add(key("optional"), DataType.DT_VARIANT, new byte[20], 1);
    TensorBundleReader reader = open();
    assertThat(reader.entry("optional").orElseThrow().type()).isEmpty();
    assertThatThrownBy(() -> reader.tensor("optional"))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            refused -> assertThat(refused.finding().rule()).isEqualTo(Rule.CHECKPOINT_UNSUPPORTED))
        .hasMessageContaining("optional is a variant");
  }

  @Test
  void findsOverlaps() throws IOException {
    add(key("a"), DataType.DT_FLOAT, new byte[12], 3);
    BundleEntryProto first = BundleEntryProto.parseFrom(index.get(key("a")));
    index.put(key("b"), first.toBuilder().setOffset(4).build().toByteArray());
    data.writeBytes(new byte[4]);
    assertThat(open().verify())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .isEqualTo("b begins at byte 4, before a ends at byte 12"));
  }

  @Test
  void refusesEntriesThatContradictThemselves() throws IOException {
    assertRefused(entry(DataType.DT_FLOAT, 0, 0, 16, 3), "a float32(3,) in 16 bytes");
    assertRefused(entry(DataType.DT_FLOAT, 0, 0, 0, 1L << 40, 1L << 40), "impossible shape");
    assertRefused(entry(DataType.DT_FLOAT, 0, 0, 4, -3), "impossible shape");
    assertRefused(entry(DataType.DT_FLOAT, 0, 0, 0, 1L << 62), "in 0 bytes");
    assertRefused(entry(DataType.DT_FLOAT, 1, 0, 4, 1), "shard 1 of 1");
    assertRefused(entry(DataType.DT_FLOAT, -1, 0, 4, 1), "shard -1 of 1");
    assertRefused(entry(DataType.DT_FLOAT, 0, -4, 4, 1), "at byte -4");
    assertRefused(entry(DataType.DT_FLOAT, 0, Long.MAX_VALUE, 4, 1), "at byte 9223372036854775807");
    assertRefused(entry(DataType.DT_STRING, 0, 0, 9, 1L << 31), "string(2147483648,) in 9 bytes");
  }

  @Test
  void refusesBadHeaders() throws IOException {
    index.put(key("a"), new byte[0]);
    header = BundleHeaderProto.newBuilder().setNumShards(0).build();
    assertDamaged(this::open).hasMessageContaining("0 shards");
    header = BundleHeaderProto.newBuilder().setNumShards(Integer.MAX_VALUE).build();
    assertDamaged(this::open).hasMessageContaining("2147483647 shards");
    header = null;
    assertDamaged(this::open).hasMessageContaining("no bundle header");
  }

  private void assertRefused(BundleEntryProto.Builder entry, String message) {
    index.put(key("a"), entry.build().toByteArray());
    assertDamaged(this::open).hasMessageContaining(message);
  }

  private static AbstractThrowableAssert<?, ?> assertDamaged(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ArtifactException.class,
            damaged -> assertThat(damaged.finding().rule()).isEqualTo(Rule.CHECKPOINT_DAMAGED));
  }

  private TensorBundleReader open() throws IOException {
    if (header != null) {
      index.put(new byte[0], header.toByteArray());
    } else {
      index.remove(new byte[0]);
    }
    Path prefix = directory.resolve("ckpt");
    Files.write(directory.resolve("ckpt.index"), TableTest.written(index));
    Files.write(directory.resolve("ckpt.data-00000-of-00001"), data.toByteArray());
    return TensorBundleReader.open(prefix, "a/ckpt");
  }

  private void flip(int at) throws IOException {
    Path file = directory.resolve("ckpt.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  private void add(byte[] key, DataType type, byte[] values, long... dims) {
    CRC32C crc = new CRC32C();
    crc.update(values);
    index.put(
        key,
        entry(type, 0, data.size(), values.length, dims)
            .setCrc32C(MaskedCrc32c.of(crc))
            .build()
            .toByteArray());
    data.writeBytes(values);
  }

  private void addStrings(byte[] key, String... values) {
    CRC32C crc = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    for (String value : values) {
      Varint.write(bytes, value.length());
      crc.update(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value.length()).flip());
    }
    int checksum = MaskedCrc32c.of(crc);
    bytes.putInt(checksum);
    crc.update(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(checksum).flip());
    for (String value : values) {
      bytes.put(value.getBytes(StandardCharsets.UTF_8));
      crc.update(value.getBytes(StandardCharsets.UTF_8));
    }
    index.put(
        key,
        entry(DataType.DT_STRING, 0, data.size(), bytes.position(), values.length)
            .setCrc32C(MaskedCrc32c.of(crc))
            .build()
            .toByteArray());
    data.write(bytes.array(), 0, bytes.position());
  }

  private static BundleEntryProto.Builder entry(
      DataType type, int shard, long offset, long size, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Arrays.stream(dims)
        .forEach(dim -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim)));
    return BundleEntryProto.newBuilder()
        .setDtype(type)
        .setShape(shape)
        .setShardId(shard)
        .setOffset(offset)
        .setSize(size);
  }

  private static TensorSliceProto slice(long start, long length) {
    return TensorSliceProto.newBuilder()
        .addExtent(TensorSliceProto.Extent.newBuilder().setStart(start).setLength(length))
        .addExtent(TensorSliceProto.Extent.getDefaultInstance())
        .build();
  }

  private static TensorSlice rows(long start, long length) {
    return new TensorSlice(
        List.of(
            new TensorSlice.Extent(start, length), new TensorSlice.Extent(0, TensorSlice.FULL)));
  }

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  static byte[] values(TensorData tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteSize());
    assertThat(tensor.type()).isNotEqualTo(ElementType.STRING);
    tensor.read(0, bytes);
    return bytes.array();
  }
}
