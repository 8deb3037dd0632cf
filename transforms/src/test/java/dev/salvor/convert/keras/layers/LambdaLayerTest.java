package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lambdas as real Pythons compiled them, rebuilt as one layer. */
class LambdaLayerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The function that reads so, of Python 3.8. */
  private static String function(String reads) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                LambdaLayerTest.class.getResourceAsStream(
                    "/dev/salvor/inspect/keras/lambda/lambdas.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JSON.readTree(line);
        if (node.path("python").asText().equals("3.8")
            && node.path("reads").asText().equals(reads)) {
          return "'function': " + node.path("function") + ", 'function_type': 'lambda'";
        }
      }
      throw new IllegalArgumentException(reads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OneLayer lambda(String reads, String more) {
    return OneLayer.of("Lambda", "{" + function(reads) + more + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x / 127.5 - 1.0 | 8,5 | ?,8,5",
        "x[:, -1, :] | 8,5 | ?,5",
        "x[:, 1:-1] | 8,5 | ?,6,5",
        "x[..., ::2] | 8,5 | ?,8,3",
        "x[:, None] | 5 | ?,1,5",
        "K.mean(x, axis=[1, 2], keepdims=True) | 8,5,3 | ?,1,1,3",
        "K.concatenate([x, x[:, ::-1]], axis=-1) | 4 | ?,8",
        "tf.nn.relu(tf.reduce_sum(x, 1)) | 8,5 | ?,5",
        "x - [1.0, 2.0, 3.0] | 3 | ?,3",
        "(x - 0.5) / 2 | 4 | ?,4",
        "x * 2.0 + 1 | 4 | ?,4",
        "tensorflow.nn.relu(x) + keras.backend.abs(x) | 4 | ?,4",
        "x[:, 0] if len(x.shape) == 3 else raise AssertionError | 4,2 | ?,2",
        "x + 1 if mode == 'sum' else x * 2 | 4 | ?,4",
      })
  void shapes(String reads, String input, String output) {
    assertThat(lambda(reads, "").on(input).shape()).isEqualTo(output);
  }

  @Test
  void severalInputs() {
    assertThat(lambda("t[0] - 2 * t[1]", "").on("4").on("4").ops()).contains("Sub", "Mul");
  }

  @Test
  void theExpressionIsAFix() {
    assertThat(lambda("K.l2_normalize(x, axis=1)", "").on("4").export().fixes())
        .anySatisfy(
            fix -> {
              assertThat(fix.recipe()).isEqualTo("keras/lambda");
              assertThat(fix.description())
                  .contains("K.l2_normalize(x, axis=1), with K for keras.backend")
                  .contains("Python 3.8");
              assertThat(fix.where()).containsExactly("model/layer");
            });
  }

  @Test
  void storedArgumentsComeBeforeDefaults() {
    String reads = "x + 1 if mode == 'sum' else x * 2";
    assertThat(lambda(reads, "").on("4").ops()).contains("AddV2").doesNotContain("Mul");
    assertThat(lambda(reads, ", 'arguments': {'mode': 'mul'}").on("4").ops())
        .contains("Mul")
        .doesNotContain("AddV2");
  }

  @Test
  void theStatedShapeMustBeWhatWasRead() {
    assertThat(lambda("x[:, -1, :]", ", 'output_shape': [5]").on("8,5").shape()).isEqualTo("?,5");
    refused(lambda("x[:, -1, :]", ", 'output_shape': [6]").on("8,5"), "states an output of shape");
    refused(lambda("x[:, -1, :]", ", 'output_shape': [5, 1]").on("8,5"), "states an output");
  }

  /** {@code shape1, shape2 = shapes; return (shape1[0], 1)}. */
  @Test
  void aShapeThatIsAFunction() {
    String shape =
        ", "
            + function("(shapes[0][0], 1)")
                .replace("function_type", "output_shape_type")
                .replace("'function'", "'output_shape'");
    String distance =
        "K.sqrt(K.maximum(K.sum(K.square(vects[0] - vects[1]), axis=1, keepdims=True),"
            + " K.epsilon()))";
    assertThat(lambda(distance, shape).on("4").on("4").shape()).isEqualTo("?,1");
    refused(lambda("t[0] - 2 * t[1]", shape).on("4").on("4"), "states an output of shape");
  }

  @Test
  void whatTensorFlowWouldNotCompute() {
    refused(lambda("x / 127.5 - 1.0", ", 'arguments': {'y': 1}").on("4"), "takes no argument y");
    refused(lambda("x * 2.0 + 1", "").on("4 int32"), "integers and a fraction");
    refused(lambda("K.mean(x, axis=[1, 2], keepdims=True)", "").on("4"), "axis 2 of 2");
    refused(lambda("x[:, 0] if len(x.shape) == 3 else raise AssertionError", "").on("4"), "raises");
  }

  private static void refused(OneLayer layer, String message) {
    assertThatThrownBy(layer::export)
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> {
              assertThat(e.finding().rule()).isEqualTo(Rule.KERAS_LAMBDA);
              assertThat(e.finding().message()).contains(message).contains("Python 3.8");
            });
  }
}
