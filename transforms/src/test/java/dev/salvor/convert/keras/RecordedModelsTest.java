package dev.salvor.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.ArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that real versions wrote compute here what they computed there. The scripts that made them
 * lie beside the fixtures; the name of a case ends in the version of Keras.
 */
class RecordedModelsTest {
  @TempDir Path directory;

  /** Those of the fixture that are refused, and why; the others have to be right. */
  private Map<String, String> run(String fixture) throws IOException {
    Map<String, String> refused = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    for (RecordedModel model : RecordedModel.all(fixture)) {
      try {
        Path place = directory.resolve(model.name().replaceAll("\\W", "_"));
        differences.addAll(RecordedRun.differences(model, model.export(), place));
      } catch (ArtifactException e) {
        refused.put(model.name(), e.finding().message());
      }
    }
    assertThat(differences).isEmpty();
    return refused;
  }

  /** What of ragged tensors is not converted is refused by name. */
  @Test
  void ragged() throws IOException {
    assertThat(run("ragged.jsonl.gz"))
        .containsEntry(
            "attn@2.9.0",
            "model/attention: Attention is called with a ragged tensor, which is not supported")
        .containsEntry(
            "f_add_mixed@2.9.0",
            "model/tf.math.add: TFOpLambda joins tensors that are not ragged alike")
        .containsEntry(
            "f_sum0@2.9.0",
            "model/tf.math.reduce_sum: TFOpLambda calls tf.math.reduce_sum along an axis of a"
                + " ragged tensor, which is not supported")
        .containsOnlyKeys(
            "attn@2.9.0",
            "bounding_shape@2.9.0",
            "catenc@2.9.0",
            "concat_1@2.9.0",
            "f_add_mixed@2.9.0",
            "f_concat@2.9.0",
            "f_sum0@2.9.0",
            "flatten@2.9.0",
            "ft_rr2@2.9.0",
            "masking@2.9.0",
            "prelu@2.9.0",
            "strlookup_mh@2.9.0");
  }

  @Test
  void addons() throws IOException {
    assertThat(run("addons.jsonl.gz"))
        .containsOnlyKeys("noisy@2.4.0", "wn_never_called_data@2.12.0")
        .containsEntry(
            "noisy@2.4.0",
            "model/noisy_dense: Addons>NoisyDense draws its noise at every call, as it did until"
                + " tensorflow_addons 0.12")
        .containsEntry(
            "wn_never_called_data@2.12.0",
            "weight_normalization_1/initialized is false: model_1/weight_normalization_1: the layer"
                + " was never called: its scale comes from the first batch that it sees");
  }

  /** ContrastLimitedAdaptiveHistogramEqualization of Keras 3.15. */
  @Test
  void equalization() throws IOException {
    assertThat(run("equalization.jsonl.gz")).isEmpty();
  }

  /** Keras 1 models whose input is named by a layer that gives it back. */
  @Test
  void keras1Inputs() throws IOException {
    assertThat(run("keras1_inputs.jsonl.gz")).isEmpty();
  }

  /** Layers of the packages around keras-bert and of keras-contrib. */
  @Test
  void packages() throws IOException {
    assertThat(run("packages.jsonl.gz")).containsOnlyKeys("ssa_mask@2.3.1", "ssa_width@2.3.1");
  }

  /** More of keras-contrib, and MultiHead, as Keras 2.2.4 and 2.3.1 computed them. */
  @Test
  void contrib() throws IOException {
    assertThat(run("contrib.jsonl.gz")).isEmpty();
  }

  /** LayerScale, StochasticDepth and CustomScaleLayer of keras.applications 2.15 and 3.15. */
  @Test
  void applications() throws IOException {
    assertThat(run("applications.jsonl.gz")).isEmpty();
  }

  /** Activations of int32 and int64, some of which Keras 3.5 gives as floats. */
  @Test
  void wholeNumbers() throws IOException {
    assertThat(run("whole_numbers.jsonl.gz")).isEmpty();
  }

  /** CRF of keras_contrib, with what it computes otherwise than it means to. */
  @Test
  void crf() throws IOException {
    assertThat(run("crf.jsonl.gz")).isEmpty();
  }

  /** Bidirectional over masked steps: TensorFlow 1.13 and 1.15 differ under one Keras version. */
  @Test
  void maskedDirections() throws IOException {
    assertThat(run("masked_directions.jsonl.gz")).isEmpty();
  }

  /** Functions that are more than an op, by TensorFlow 2.9 and 2.15; op layers, by 2.3. */
  @Test
  void functions() throws IOException {
    String deep = "model_10/tf.RaggedTensor.from_tensor_4: ClassMethod makes 2 axes of";
    assertThat(run("functions.jsonl.gz"))
        .containsEntry(
            "glimpse_random@2.4.0",
            "functional_21/tf_op_layer_ExtractGlimpse_1: TensorFlowOpLayer fills what lies outside"
                + " of the image with random noise")
        .containsEntry("ngrams_deep@2.9.0", deep + " (None, 3, 4) ragged")
        .containsOnlyKeys("glimpse_random@2.4.0", "ngrams_deep@2.9.0", "ngrams_deep@2.15.0");
  }

  /** What follows from a seed, by TensorFlow 2.9 and 2.15; the loss by earlier ones too. */
  @Test
  void seeds() throws IOException {
    assertThat(run("seeds.jsonl.gz"))
        .containsOnlyKeys(
            "fold_in_seed@2.9.0",
            "fold_in_seed@2.15.0",
            "tridiagonal_vectors@2.9.0",
            "tridiagonal_vectors@2.15.0");
  }

  /** A call of nearly every operation of keras.ops, as Keras 3.6, 3.11 and 3.15 computed it. */
  @ParameterizedTest
  @ValueSource(strings = {"3.6", "3.11", "3.15"})
  void operations(String version) throws IOException {
    assertThat(run("keras_ops-" + version + ".jsonl.gz")).isEmpty();
  }
}
