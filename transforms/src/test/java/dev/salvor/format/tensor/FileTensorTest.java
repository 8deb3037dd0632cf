package dev.salvor.format.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTensorTest {
  private static final int OFFSET = 13;

  @TempDir Path directory;

  private FileTensor tensor(ElementType type, Shape shape, ByteOrder order, byte[] content)
      throws IOException {
    Path file = directory.resolve("tensor");
    ByteBuffer bytes = ByteBuffer.allocate(OFFSET + content.length);
    bytes.put(OFFSET, content);
    Files.write(file, bytes.array());
    return new FileTensor(file, OFFSET, type, shape, order);
  }

  private static byte[] read(TensorData data, long first, int bytes) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(bytes);
    data.read(first, target);
    assertThat(target.hasRemaining()).isFalse();
    return target.array();
  }

  private static byte[] written(TensorData data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    data.writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }

  @Test
  void littleEndianBytesAreTakenAsTheyAre() throws IOException {
    byte[] content = {1, 2, 3, 4, 5, 6, 7, 8};
    FileTensor data = tensor(ElementType.INT16, Shape.of(4), ByteOrder.LITTLE_ENDIAN, content);
    assertThat(read(data, 0, 8)).isEqualTo(content);
    assertThat(read(data, 2, 4)).containsExactly(5, 6, 7, 8);
    assertThat(written(data)).isEqualTo(content);
  }

  @Test
  void bigEndianElementsAreSwapped() throws IOException {
    byte[] content = {1, 2, 3, 4, 5, 6, 7, 8};
    FileTensor data = tensor(ElementType.FLOAT32, Shape.of(2), ByteOrder.BIG_ENDIAN, content);
    assertThat(read(data, 0, 8)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    assertThat(read(data, 1, 4)).containsExactly(8, 7, 6, 5);
    assertThat(written(data)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
  }

  @Test
  void complexNumbersAreSwappedByComponent() throws IOException {
    byte[] content = {1, 2, 3, 4, 5, 6, 7, 8};
    FileTensor data = tensor(ElementType.COMPLEX64, Shape.SCALAR, ByteOrder.BIG_ENDIAN, content);
    assertThat(read(data, 0, 8)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    assertThat(written(data)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
  }

  @Test
  void moreThanOneBufferIsStreamedWhole() throws IOException {
    byte[] content = new byte[(5 << 19) + 8];
    new Random(1).nextBytes(content);
    FileTensor little =
        tensor(ElementType.FLOAT64, Shape.of(content.length / 8), ByteOrder.LITTLE_ENDIAN, content);
    assertThat(written(little)).isEqualTo(content);
    FileTensor big =
        tensor(ElementType.FLOAT64, Shape.of(content.length / 8), ByteOrder.BIG_ENDIAN, content);
    assertThat(written(big)).isEqualTo(read(big, 0, content.length));
  }

  @Test
  void anEmptyTensorHasNoBytes() throws IOException {
    FileTensor data =
        tensor(ElementType.FLOAT32, Shape.of(3, 0), ByteOrder.LITTLE_ENDIAN, new byte[0]);
    assertThat(written(data)).isEmpty();
    assertThat(read(data, 0, 0)).isEmpty();
  }

  @Test
  void aFileThatEndsTooEarlyIsSaidSo() throws IOException {
    FileTensor data =
        tensor(ElementType.FLOAT32, Shape.of(3), ByteOrder.LITTLE_ENDIAN, new byte[8]);
    assertThatThrownBy(() -> read(data, 0, 12))
        .isInstanceOf(EOFException.class)
        .hasMessage("tensor ends at byte 21, before the tensor does");
    assertThatThrownBy(() -> written(data)).isInstanceOf(EOFException.class);
  }
}
