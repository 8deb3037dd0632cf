package dev.salvor.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.format.checkpoint.CheckpointEntry;
import dev.salvor.format.checkpoint.TensorBundleReader;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorBundleWriterTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void isReadAsItWasWritten(long seed) throws IOException {
    Random random = new Random(seed);
    List<ElementType> types = List.of(ElementType.values());
    Map<String, TensorData> tensors = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      ElementType type = types.get(random.nextInt(types.size()));
      long[] dims = random.ints(random.nextInt(4), 0, 7).asLongStream().toArray();
      String key = "scope_" + random.nextInt(20) + "/v" + Integer.toString(random.nextInt(), 36);
      tensors.put(key, SampleModels.value(type, random.nextLong(), dims));
    }
    write("ckpt", tensors);
    TensorBundleReader reader = TensorBundleReader.open(directory.resolve("ckpt"));
    assertThat(reader.verify()).isEmpty();
    assertThat(reader.entries())
        .extracting(CheckpointEntry::key)
        .containsExactlyElementsOf(tensors.keySet());
    for (Map.Entry<String, TensorData> written : tensors.entrySet()) {
      assertEqual(reader.tensor(written.getKey()), written.getValue());
    }
  }

  /** The fixture was written by SaveV2 of TensorFlow 2.18.1 from the same values. */
  @Test
  void filesAreThoseOfTensorFlow() throws IOException {
    Map<String, TensorData> tensors = new TreeMap<>();
    // TensorFlow itself has no kernel that assigns these two.
    for (ElementType type :
        EnumSet.complementOf(EnumSet.of(ElementType.QINT16, ElementType.QUINT16))) {
      tensors.put("v_" + type.id(), SampleModels.value(type, type.number(), 3, 5));
    }
    write("ckpt", tensors);
    for (String file : List.of(".index", ".data-00000-of-00001")) {
      try (InputStream expected = getClass().getResourceAsStream("tf-2.18.1" + file)) {
        assertThat(Files.readAllBytes(directory.resolve("ckpt" + file)))
            .isEqualTo(expected.readAllBytes());
      }
    }
  }

  @Test
  void saysWhatItWrote() throws Exception {
    List<WrittenFile> files =
        write("variables/variables", Map.of("w", HeapTensor.floats(Shape.of(3), 1, 2, 3)));
    assertThat(files)
        .extracting(WrittenFile::path)
        .containsExactly("variables/variables.data-00000-of-00001", "variables/variables.index");
    for (WrittenFile file : files) {
      byte[] bytes = Files.readAllBytes(directory.resolve(file.path()));
      assertThat(file.size()).isEqualTo(bytes.length);
      assertThat(file.sha256())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
  }

  @Test
  void largeTensorsAreStreamed() throws IOException {
    Generated large = new Generated(Shape.of(5, 1 << 20));
    write("ckpt", Map.of("a", HeapTensor.floats(Shape.SCALAR, 1), "large", large));
    TensorBundleReader reader = TensorBundleReader.open(directory.resolve("ckpt"));
    assertThat(reader.verify()).isEmpty();
    assertEqual(reader.tensor("large"), large);
    assertThat(large.largestRead).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void refusesAKeyTwice() throws IOException {
    try (TensorBundleWriter writer = new TensorBundleWriter(directory, "ckpt")) {
      writer.add("w", HeapTensor.floats(Shape.SCALAR, 1));
      for (String key : List.of("w", "", "\0w")) {
        assertThatThrownBy(() -> writer.add(key, HeapTensor.floats(Shape.SCALAR, 2)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private List<WrittenFile> write(String prefix, Map<String, TensorData> tensors)
      throws IOException {
    try (TensorBundleWriter writer = new TensorBundleWriter(directory, prefix)) {
      for (Map.Entry<String, TensorData> tensor : new TreeMap<>(tensors).entrySet()) {
        writer.add(tensor.getKey(), tensor.getValue());
      }
      return writer.finish();
    }
  }

  private static void assertEqual(TensorData read, TensorData written) throws IOException {
    assertThat(read.type()).isEqualTo(written.type());
    assertThat(read.shape()).isEqualTo(written.shape());
    if (written instanceof StringTensor strings) {
      assertThat(((StringTensor) read).values()).containsExactlyElementsOf(strings.values());
    } else {
      assertThat(bytes(read)).isEqualTo(bytes(written));
    }
  }

  private static byte[] bytes(TensorData tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteSize());
    tensor.read(0, bytes);
    return bytes.array();
  }

  /** Values that are made when they are read. */
  private static final class Generated implements TensorData {
    private final Shape shape;
    private int largestRead;

    Generated(Shape shape) {
      this.shape = shape;
    }

    @Override
    public ElementType type() {
      return ElementType.INT8;
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public void read(long first, ByteBuffer target) {
      if (target.capacity() < byteSize()) {
        largestRead = Math.max(largestRead, target.remaining());
      }
      for (long i = first; target.hasRemaining(); i++) {
        target.put((byte) ((i * 31) >> 3));
      }
    }
  }
}
