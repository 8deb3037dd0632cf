package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Static shapes of functions in functional graphs, and the ops that they become. */
class FunctionShapesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Ptp | {'axis': 1} | 4,5 | ?,5",
        "Average | {'axis': [1, 2]} | 4,5 | ?",
        "Quantile | {'axis': 1, 'q': 0.5} | 4,5 | ?,5",
        "Quantile | {'axis': 1, 'q': [0.2, 0.7], 'keepdims': true} | 4,5 | 2,?,1,5",
        "Nanmean | {'axis': -1} | 4,5 | ?,4",
        "Nanargmax | {'keepdims': true} | 4,5 | 1,1,1",
        "Argmin | {'keepdims': true} | 4,5 | 1,1,1",
        "Diff | {'axis': 1, 'n': 2} | 4,5 | ?,2,5",
        "Rot90 | {'axes': [1, 2]} | 4,5 | ?,5,4",
        "Diagonal | {'axis1': 1, 'axis2': 2} | 4,5 | ?,4",
        "Trace | {'axis1': 1, 'axis2': 2, 'offset': 1} | 4,5 | ?",
        "Trapezoid | {'axis': 1} | 4,5 | ?,5",
        "Digitize | {'bins': [0.0, 0.5]} | 4 | ?,4",
        "Cbrt | {} | 4 | ?,4",
        "NanToNum | {'posinf': 3.0} | 4 | ?,4"
      })
  void operationsOfNumPy(String name, String config, String input, String expected) {
    assertThat(OneLayer.of("keras.ops.numpy." + name, config).writtenBy("3.15.0").on(input).shape())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "linalg.Det | {} | 3,3 | ?",
        "linalg.Qr | {} | 4,3 | ?,4,3",
        "linalg.SVD | {'compute_uv': false} | 4,3 | ?,3",
        "linalg.Cholesky | {'upper': true} | 3,3 | ?,3,3",
        "math.ExtractSequences | {'sequence_length': 4, 'sequence_stride': 2} | 10 | ?,4,4",
        "math.RFFT | {'fft_length': 8} | 8 | ?,5",
        "nn.LayerNorm | {'axis': -1} | 4,5 | ?,4,5",
        "nn.RMSNorm | {'axis': -1} | 4,5 | ?,4,5",
        "image.RGBToHSV | {} | 4,5,3 | ?,4,5,3"
      })
  void operationsOfOtherModules(String name, String config, String input, String expected) {
    assertThat(OneLayer.of("keras.ops." + name, config).writtenBy("3.15.0").on(input).shape())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "image.central_crop | {'central_fraction': 0.5} | 8,6,3 | ?,4,4,3",
        "image.resize_with_crop_or_pad | {'target_height': 5, 'target_width': 9} | 8,6,3 |"
            + " ?,5,9,3",
        "image.rgb_to_yuv | {} | 8,6,3 | ?,8,6,3",
        "image.rot90 | {'k': 1} | 8,6,3 | ?,6,8,3",
        "signal.stft | {'frame_length': 4, 'frame_step': 2} | 10 | ?,4,3",
        "strings.lower | {} | 2 string | ?,2",
        "strings.reduce_join | {'axis': 1} | 2 string | ?",
        "linalg.matrix_transpose | {} | 4,5 | ?,5,4",
        "nn.crelu | {} | 4,5 | ?,4,10",
        "keras.backend.batch_flatten | {} | 4,5 | ?,20",
        "ensure_shape | {'shape': [null, 3]} | ? | ?,3",
        "stack | {} | 4,5 | ?,4,5"
      })
  void functionsOfTensorFlow(String name, String kwargs, String input, String expected) {
    assertThat(
            OneLayer.of("TFOpLambda", "{'function': '" + name + "'}")
                .on(input)
                .calledWith(kwargs)
                .shape())
        .isEqualTo(expected);
  }

  @Test
  void quantilesAreLinearWhateverTheirMethod() {
    OneLayer lower =
        OneLayer.of("keras.ops.numpy.Quantile", "{'axis': 1, 'q': 0.3, 'method': 'lower'}")
            .writtenBy("3.6.0")
            .on("4");
    assertThat(lower.ops()).contains("Ceil", "Sub", "Mul");
  }

  @Test
  void deconvolutionOfKeras1HasTheShapeItStates() {
    String config =
        "{'filters': 1, 'kernel_size': [1, 2], 'strides': [2, 2], 'output_shape': [3, 11, 18, 1]}";
    assertThat(OneLayer.of("Conv2DTranspose", config).on("6,9,4").shape()).isEqualTo("?,11,18,1");
  }

  @Test
  void layersOfKeras3AreThoseOfKeras3() {
    assertThat(OneLayer.of("RMSNormalization", "{}").writtenBy("3.15.0").on("8,5").shape())
        .isEqualTo("?,8,5");
  }

  @Test
  void crossesEveryValueWithEveryOther() {
    OneLayer cross =
        OneLayer.of("CategoryCrossing", "{'separator': '_X_'}").on("2 string").on("3 string");
    assertThat(cross.writtenBy("2.4.0").shape()).isEqualTo("?,6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signal.unheard_of | function tf.signal.unheard_of is not known",
        "random.normal | calls tf.random.normal, which draws random numbers",
        "meshgrid | Keras keeps only the first",
        "cond | calls tf.cond, which calls functions that are its arguments"
      })
  void namesTheFunctionThatIsRefused(String name, String message) {
    assertThatThrownBy(
            () ->
                OneLayer.of("TFOpLambda", "{'function': '" + name + "'}").on("4").export())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(message);
  }

  @Test
  void argumentsThatNothingReadsAreRefused() {
    assertThatThrownBy(
            () ->
                OneLayer.of("TFOpLambda", "{'function': 'math.cumsum'}")
                    .on("4")
                    .calledWith("{'axis': 1, 'unheard_of': 3}")
                    .export())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("unheard_of");
  }
}
