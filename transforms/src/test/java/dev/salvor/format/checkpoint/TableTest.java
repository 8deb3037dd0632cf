package dev.salvor.format.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsWhatWasWritten(long seed) throws IOException {
    Random random = new Random(seed);
    Map<byte[], byte[]> entries = randomEntries(random, random.nextInt(400), 6000);
    Table table = open(written(entries));
    Map<byte[], byte[]> read = new TreeMap<>(Arrays::compareUnsigned);
    table.forEach((key, value, offset) -> read.put(key, bytes(value)));
    assertThat(read.keySet()).containsExactlyElementsOf(entries.keySet());
    for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
      assertThat(read.get(entry.getKey())).isEqualTo(entry.getValue());
      assertThat(bytes(table.get(entry.getKey()).orElseThrow().bytes()))
          .isEqualTo(entry.getValue());
    }
    assertThat(table.get(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9})).isEmpty();
    assertThat(table.verify()).isEmpty();
  }

  @Test
  void valuesLieInTheFileWhereTheTableSays() throws IOException {
    byte[] file = written(randomEntries(new Random(9), 50, 100));
    open(file)
        .forEach(
            (key, value, offset) ->
                assertThat(Arrays.copyOfRange(file, (int) offset, (int) offset + value.limit()))
                    .isEqualTo(bytes(value)));
  }

  @Test
  void noChangedByteGoesUnseen() throws IOException {
    byte[] sound = written(randomEntries(new Random(10), 20, 12));
    for (int at = 0; at < sound.length; at++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] damaged = sound.clone();
        damaged[at] ^= (byte) bit;
        assertThat(catchThrowable(() -> open(damaged).forEach((key, value, offset) -> {})))
            .as("byte %d of %d, mask %02x", at, sound.length, bit)
            .isInstanceOf(ArtifactException.class);
      }
    }
  }

  @Test
  void noCutGoesUnseen() throws IOException {
    byte[] sound = written(randomEntries(new Random(11), 20, 12));
    for (int length = 0; length < sound.length; length++) {
      byte[] cut = Arrays.copyOf(sound, length);
      assertThatThrownBy(() -> open(cut)).isInstanceOf(ArtifactException.class);
    }
  }

  @Test
  void saysWhatTheFileEndsIn() {
    assertDamaged("<!DOCTYPE html><html><body>404 not found</body></html>".getBytes(UTF_8))
        .hasMessageContaining("not in 57fb808b247547db");
  }

  @Test
  void readsSnappyBlocks() throws IOException {
    byte[] plain = block(entry("", "head"), entry("key", "value".repeat(50)));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (SnappyCompressorOutputStream snappy =
        new SnappyCompressorOutputStream(packed, plain.length)) {
      snappy.write(plain);
    }
    Table table = open(table(1, packed.toByteArray()));
    Table.Value value = table.get("key".getBytes(UTF_8)).orElseThrow();
    assertThat(new String(bytes(value.bytes()), UTF_8)).isEqualTo("value".repeat(50));
    assertThat(value.fileOffset()).isEqualTo(-1);
  }

  @Test
  void unpacksNoBomb() throws IOException {
    // A varint of 2^32 - 1 and nothing behind it.
    byte[] bomb = {-1, -1, -1, -1, 15, 0, 0, 0};
    assertThatThrownBy(() -> open(table(1, bomb)).get(new byte[0]))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("4294967295");
  }

  @Test
  void refusesUnknownCompression() throws IOException {
    Table table = open(table(2, block(entry("", "head"))));
    assertThatThrownBy(() -> table.get(new byte[0]))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            refused -> assertThat(refused.finding().rule()).isEqualTo(Rule.CHECKPOINT_UNSUPPORTED));
  }

  @Test
  void sharedPrefixesCannotBlowKeysUp() throws IOException {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    byte[] key = new byte[60_000];
    entries.writeBytes(varints(0, key.length, 0));
    entries.writeBytes(key);
    for (int i = 0; i < 3000; i++) {
      entries.writeBytes(varints(59_998, 2, 0));
      entries.write(1 + (i >> 8));
      entries.write(i);
    }
    assertThatThrownBy(() -> open(table(0, closed(entries))).forEach((name, value, offset) -> {}))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("a table of more than");
  }

  @Test
  void keysAscend() throws IOException {
    assertThatThrownBy(
            () -> open(table(0, block(entry("b", ""), entry("a", "")))).forEach((k, v, o) -> {}))
        .hasMessageContaining("not in order");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> assertDamaged(byte[] file) {
    return assertThatThrownBy(() -> open(file))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            damaged -> assertThat(damaged.finding().rule()).isEqualTo(Rule.CHECKPOINT_DAMAGED));
  }

  private Table open(byte[] file) throws IOException {
    Path path = directory.resolve("table");
    Files.write(path, file);
    return Table.open(new TableFile(path, "table"));
  }

  static Map<byte[], byte[]> randomEntries(Random random, int count, int valueSize) {
    Map<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    entries.put(new byte[0], new byte[] {8, 1});
    byte[] key = new byte[0];
    for (int i = 0; i < count; i++) {
      int kept = random.nextInt(key.length + 1);
      byte[] next = new byte[kept + 1 + random.nextInt(12)];
      random.nextBytes(next);
      System.arraycopy(key, 0, next, 0, kept);
      key = next;
      byte[] value = new byte[random.nextInt(valueSize)];
      random.nextBytes(value);
      entries.put(key, value);
    }
    return entries;
  }

  static byte[] written(Map<byte[], byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TableWriter writer = new TableWriter(Channels.newChannel(out));
    for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
      writer.add(entry.getKey(), entry.getValue());
    }
    writer.finish();
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** A table of one data block whose bytes and type are given. */
  private static byte[] table(int type, byte[] data) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] handle = append(file, type, data);
    byte[] metaindex = append(file, 0, block());
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    index.writeBytes(varints(0, 1, handle.length));
    index.write(0xff);
    index.writeBytes(handle);
    byte[] indexHandle = append(file, 0, closed(index));
    file.writeBytes(
        ByteBuffer.allocate(48)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(metaindex)
            .put(indexHandle)
            .position(40)
            .putLong(Table.MAGIC)
            .array());
    return file.toByteArray();
  }

  private static byte[] append(ByteArrayOutputStream file, int type, byte[] block) {
    byte[] handle = varints(file.size(), block.length);
    CRC32C crc = new CRC32C();
    crc.update(block);
    crc.update(type);
    file.writeBytes(block);
    file.writeBytes(
        ByteBuffer.allocate(5)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) type)
            .putInt(MaskedCrc32c.of(crc))
            .array());
    return handle;
  }

  private static byte[] block(byte[]... entries) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    Arrays.stream(entries).forEach(block::writeBytes);
    return closed(block);
  }

  private static byte[] closed(ByteArrayOutputStream entries) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(entries.toByteArray());
    block.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(0).putInt(1).array());
    return block.toByteArray();
  }

  private static byte[] entry(String key, String value) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes(varints(0, key.length(), value.length()));
    entry.writeBytes(key.getBytes(UTF_8));
    entry.writeBytes(value.getBytes(UTF_8));
    return entry.toByteArray();
  }

  private static byte[] varints(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Varint.MAX_BYTES);
    for (long value : values) {
      Varint.write(bytes, value);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
