package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not known, or cannot be, is named. */
class LayerRefusalsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Dense | {'units': 3, 'bogus': 1} | 6 | bogus",
        "Dense | {'units': 3, 'activation': 'swish_beta'} | 6 | swish_beta",
        "Dense | {'units': 3, 'activation': {'class_name': 'Own', 'config': {}}} | 6 | Own",
        "Conv2D | {'filters': 4, 'kernel_size': 3, 'padding': 'full'} | 9,9,3 | padding=full",
        "Conv2D | {'filters': 4, 'kernel_size': 12} | 9,9,3 | larger than its input",
        "Conv2D | {'filters': 4, 'kernel_size': 3, 'groups': 2} | 9,9,3 | 2 groups for 3 channels",
        "Reshape | {'target_shape': [7, 7]} | 8,5 | (None, 8, 5)",
        "Permute | {'dims': [1, 3]} | 8,5 | [1, 3]",
        "LayerNormalization | {'axis': 5} | 8,5 | 5",
        "UpSampling2D | {'size': 2, 'interpolation': 'cubic'} | 9,9,3 | cubic",
        "StringLookup | {'vocabulary': 'words.txt'} | 1 string | words.txt",
        "StringLookup | {} | 1 string | vocabulary is not in the file",
        "CategoryEncoding | {'num_tokens': 6, 'output_mode': 'fancy'} | 4 int64 | fancy",
        "TextVectorization | {'vocabulary': ['a'], 'standardize': 'own'} | 1 string | own",
        "TFOpLambda | {'function': 'math.bogus'} | 8,5 | tf.math.bogus",
        "Nothing | {} | 8,5 | Nothing"
      })
  void sayWhatStandsInTheWay(String className, String config, String input, String named) {
    assertThatThrownBy(() -> OneLayer.of(className, config).on(input).export())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(named);
  }
}
