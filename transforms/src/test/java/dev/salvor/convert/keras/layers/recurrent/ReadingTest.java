package dev.salvor.convert.keras.layers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.convert.Reading;
import dev.salvor.convert.keras.layers.recurrent.KerasRun.Weights;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Keras 1 does not say of the backend, and what it matters to. */
class ReadingTest {
  private static final String MODEL =
      """
      {"class_name": "Sequential", "config": [{"class_name": "%s", "config": {"name": "c",
        "batch_input_shape": [null, 6, 6, 1], %s}}]}\
      """;
  private static final String CONVOLUTION =
      MODEL.formatted(
          "Convolution2D",
          "\"nb_filter\": 2, \"nb_row\": 3, \"nb_col\": 3, \"dim_ordering\": \"tf\"");

  @Test
  void aConvolutionOfKeras1MayBeTheanos() throws IOException {
    assertThat(KerasRun.export(CONVOLUTION, Era.of("1.2.2", null), new Weights()).open())
        .containsExactly(Reading.THEANO);
  }

  @Test
  void whatDoesNotConvolveIsTheSameEverywhere() throws IOException {
    String flat = MODEL.formatted("Flatten", "\"trainable\": true");
    assertThat(KerasRun.export(flat, Era.of("1.2.2", null), new Weights()).open()).isEmpty();
  }

  @Test
  void aFileThatNamesItsBackendLeavesNothingOpen() throws IOException {
    assertThat(KerasRun.export(CONVOLUTION, Era.of("1.2.2", "theano"), new Weights()).open())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1.2.2, , theano", "1.2.2, tensorflow, tensorflow", "2.2.4, , "})
  void theReadingAddsWhatTheFileLeftOut(String version, String stated, String read) {
    assertThat(Era.of(version, stated).assuming("theano").backend()).isEqualTo(read);
  }
}
