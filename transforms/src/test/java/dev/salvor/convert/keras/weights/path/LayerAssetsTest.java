package dev.salvor.convert.keras.weights.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerAssetsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\n[UNK]\nthe'|',[UNK],the'",
        "'a\r\nb\r\n'|'a,b,'",
        "'ä'|'ä'",
        "''|''",
        "'a\rb\nc'|'a\rb,c'"
      })
  void splitsLinesAsPythonDoes(String text, String lines) {
    assertThat(
            LayerAssets.split(text.getBytes(UTF_8)).stream()
                .map(line -> new String(line, UTF_8))
                .reduce((a, b) -> a + "," + b)
                .orElseThrow())
        .isEqualTo(lines);
  }
}
