package dev.salvor.format.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles with variants that TensorFlow 2.15 wrote: {@code list} with SaveV2 of a TensorList of two
 * rows, of two lists in a vector and of the weights [5, 6]; {@code iterator} with a
 * tf.train.Checkpoint of a shuffling iterator and a variable [7].
 */
class BundleVariantsTest {
  private static final String DATA = ".data-00000-of-00001";

  @TempDir private Path directory;

  @Test
  void checksVariantsBesideWeights() throws IOException {
    TensorBundleReader lists = open("list");
    assertThat(lists.verify()).isEmpty();
    assertThat(values(lists, "w")).containsExactly(5, 6);
    TensorBundleReader iterator = open("iterator");
    assertThat(iterator.verify()).isEmpty();
    assertThat(values(iterator, "w/.ATTRIBUTES/VARIABLE_VALUE")).containsExactly(7);
  }

  @Test
  void saysWhatAVariantIs() throws IOException {
    TensorBundleReader lists = open("list");
    assertThatThrownBy(() -> lists.tensor("two"))
        .hasMessageContaining("tensor two is a variant: tensorflow::TensorList");
    TensorBundleReader iterator = open("iterator");
    assertThatThrownBy(() -> iterator.tensor("it/.ATTRIBUTES/ITERATOR_STATE"))
        .hasMessageContaining("a variant: tensorflow::Iterator");
  }

  @Test
  void findsFlippedBytes() throws IOException {
    for (String name : List.of("list", "iterator")) {
      Path file = copy(name).resolveSibling(name + DATA);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i += whole.length / 200) {
        byte[] flipped = whole.clone();
        flipped[i] ^= 0x20;
        Files.write(file, flipped);
        assertThat(TensorBundleReader.open(directory.resolve(name)).verify())
            .as("%s, byte %d", name, i)
            .extracting(Finding::rule)
            .containsExactly(Rule.CHECKPOINT_DAMAGED);
      }
    }
  }

  private static float[] values(TensorBundleReader reader, String key) throws IOException {
    byte[] bytes = TensorBundleReaderTest.values(reader.tensor(key));
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private TensorBundleReader open(String name) throws IOException {
    return TensorBundleReader.open(copy(name));
  }

  private Path copy(String name) throws IOException {
    for (String suffix : List.of(".index", DATA)) {
      try (InputStream stream = BundleVariantsTest.class.getResourceAsStream(name + suffix)) {
        Files.write(directory.resolve(name + suffix), stream.readAllBytes());
      }
    }
    return directory.resolve(name);
  }
}
