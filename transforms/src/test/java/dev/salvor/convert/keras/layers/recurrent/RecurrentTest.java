package dev.salvor.convert.keras.layers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.layers.recurrent.KerasRun.Weights;
import dev.salvor.convert.keras.layers.recurrent.Reference.Masked;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrentTest {
  private static final Era TF = Era.of("2.15.0", "tensorflow");
  private static final Era KERAS_2_2 = Era.of("2.2.4", "tensorflow");
  private static final float[][][] X = {
    {{0, 0}, {.5f, -.2f}, {0, 0}, {1, .7f}},
    {{.3f, .9f}, {0, 0}, {-.6f, .1f}, {0, 0}},
  };

  @TempDir Path directory;

  private static String layer(String className, String name, String arguments) {
    return """
    {"class_name": "%s", "config": {"name": "%s", %s}, "name": "%s"}\
    """
        .formatted(className, name, arguments, name);
  }

  private static String sequential(String length, String... layers) {
    return """
    {"class_name": "Sequential", "config": {"name": "m", "layers": [
      {"class_name": "InputLayer",
       "config": {"batch_input_shape": [null, %s, 2], "dtype": "float32", "name": "x"}},
      %s]}}\
    """
        .formatted(length, String.join(",\n", layers));
  }

  private Map<String, float[]> run(String model, Era era) throws IOException {
    ExportableModel exported = KerasRun.export(model, era, new Weights());
    return KerasRun.run(exported, directory.resolve("m"), Map.of("x", X));
  }

  private static void same(float[] actual, List<double[]> steps) {
    int next = 0;
    for (double[] step : steps) {
      for (double value : step) {
        assertThat((double) actual[next++]).isCloseTo(value, within(1e-5));
      }
    }
    assertThat(actual).hasSize(next);
  }

  private static double[][] zeros() {
    return new double[2][3];
  }

  @ParameterizedTest
  @CsvSource({
    "SimpleRNN, simple, '', null",
    "SimpleRNN, simple, '', 4",
    "LSTM, lstm, '', null",
    "LSTM, lstm, '', 4",
    "GRU, gru, '\"reset_after\": false,', null",
    "GRU, gru_after, '\"reset_after\": true,', 4",
  })
  void everyCellComputesItsFormulaUnrolledAndInALoop(
      String className, String cell, String more, String length) throws IOException {
    String json =
        layer(className, "r", more + "\"units\": 3, \"return_sequences\": true, \"dropout\": 0.5");
    float[] actual = run(sequential(length, json), TF).get("r");
    Reference reference = new Reference(cell, "r/cell/", 2, 3, false);
    List<double[]> expected = new java.util.ArrayList<>();
    for (float[][] sample : X) {
      expected.addAll(reference.run(sample, zeros(), false, null).outputs());
    }
    same(actual, expected);
  }

  @Test
  void theEraDecidesTheGateActivationThatTheFileLeavesOut() throws IOException {
    float[] actual = run(sequential("4", layer("LSTM", "r", "\"units\": 3")), KERAS_2_2).get("r");
    Reference reference = new Reference("lstm", "r/cell/", 2, 3, true);
    same(
        actual,
        List.of(
            reference.run(X[0], zeros(), false, null).outputs().get(3),
            reference.run(X[1], zeros(), false, null).outputs().get(3)));
  }

  @ParameterizedTest
  @CsvSource({"4", "null"})
  void maskedStepsKeepTheStateAndRepeatTheOutput(String length) throws IOException {
    String model =
        sequential(
            length,
            layer("Masking", "k", "\"mask_value\": 0.0"),
            layer("GRU", "r", "\"units\": 3, \"return_sequences\": true, \"go_backwards\": true"));
    float[] actual = run(model, TF).get("r");
    Reference reference = new Reference("gru_after", "r/cell/", 2, 3, false);
    List<double[]> expected = new java.util.ArrayList<>();
    for (float[][] sample : X) {
      expected.addAll(reference.run(sample, zeros(), true, Masked.PREVIOUS).outputs());
    }
    same(actual, expected);
  }

  @Test
  void bidirectionalZeroesMaskedStepsSinceTensorFlow113() throws IOException {
    checkBidirectional(TF, Masked.ZEROS, false, "gru_after");
  }

  @Test
  void bidirectionalRepeatsTheStateAtMaskedStepsBeforeKeras23() throws IOException {
    checkBidirectional(KERAS_2_2, Masked.STATE, true, "gru");
  }

  private void checkBidirectional(Era era, Masked masked, boolean hard, String cell)
      throws IOException {
    String inner = layer("GRU", "g", "\"units\": 3, \"return_sequences\": true");
    String model =
        sequential(
            "4",
            layer("Masking", "k", "\"mask_value\": 0.0"),
            layer("Bidirectional", "b", "\"merge_mode\": \"sum\", \"layer\": " + inner));
    float[] actual = run(model, era).get("b");
    Reference there = new Reference(cell, "b/forward_layer/cell/", 2, 3, hard);
    Reference back = new Reference(cell, "b/backward_layer/cell/", 2, 3, hard);
    List<double[]> expected = new java.util.ArrayList<>();
    for (float[][] sample : X) {
      List<double[]> y = there.run(sample, zeros(), false, masked).outputs();
      List<double[]> rev = back.run(sample, zeros(), true, masked).outputs();
      for (int t = 0; t < 4; t++) {
        double[] sum = new double[3];
        for (int j = 0; j < 3; j++) {
          sum[j] = y.get(t)[j] + rev.get(3 - t)[j];
        }
        expected.add(sum);
      }
    }
    same(actual, expected);
  }

  @Test
  void statesGoInAfterTheSequenceAndComeOutAfterTheOutput() throws IOException {
    String lstm = "\"units\": 3, \"return_state\": true, \"recurrent_activation\": \"sigmoid\"";
    String model =
        """
        {"class_name": "Functional", "config": {"name": "m", "layers": [
          {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
           "config": {"batch_input_shape": [null, null, 2], "name": "x", "dtype": "float32"}},
          {"class_name": "LSTM", "name": "first", "config": {"name": "first", %s},
           "inbound_nodes": [[["x", 0, 0, {}]]]},
          {"class_name": "LSTM", "name": "second", "config": {"name": "second", %s},
           "inbound_nodes": [[["x", 0, 0, {}], ["first", 0, 1, {}], ["first", 0, 2, {}]]]}],
          "input_layers": [["x", 0, 0]],
          "output_layers": [["second", 0, 0], ["second", 0, 2]]}}\
        """
            .formatted(lstm, lstm);
    Map<String, float[]> actual = run(model, TF);
    Reference first = new Reference("lstm", "first/cell/", 2, 3, false);
    Reference second = new Reference("lstm", "second/cell/", 2, 3, false);
    List<double[]> outputs = new java.util.ArrayList<>();
    List<double[]> memories = new java.util.ArrayList<>();
    for (float[][] sample : X) {
      double[][] states = first.run(sample, zeros(), false, null).states();
      Reference.Result result = second.run(sample, states, false, null);
      outputs.add(result.outputs().get(3));
      memories.add(result.states()[1]);
    }
    same(actual.get("second"), outputs);
    same(actual.get("second_1"), memories);
  }

  @Test
  void stackedCellsFeedEachOther() throws IOException {
    String cells =
        "["
            + layer("LSTMCell", "a", "\"units\": 3")
            + ","
            + layer("SimpleRNNCell", "b", "\"units\": 3")
            + "]";
    String rnn = layer("RNN", "r", "\"return_sequences\": true, \"cell\": " + cells);
    float[] actual = run(sequential("null", rnn), TF).get("r");
    Reference lower = new Reference("lstm", "r/cell/cells/lstm_cell/", 2, 3, false);
    Reference upper = new Reference("simple", "r/cell/cells/simple_rnn_cell/", 3, 3, false);
    List<double[]> expected = new java.util.ArrayList<>();
    for (float[][] sample : X) {
      List<double[]> between = lower.run(sample, zeros(), false, null).outputs();
      float[][] steps = new float[4][3];
      for (int t = 0; t < 4; t++) {
        for (int j = 0; j < 3; j++) {
          steps[t][j] = (float) between.get(t)[j];
        }
      }
      expected.addAll(upper.run(steps, zeros(), false, null).outputs());
    }
    same(actual, expected);
  }

  @Test
  void weightsLieInTheCellInTheOrderOfKeras() throws IOException {
    Weights weights = new Weights();
    String peephole = layer("PeepholeLSTMCell", "c", "\"units\": 3");
    KerasRun.export(
        sequential(
            "5",
            layer("GRU", "g", "\"units\": 4, \"return_sequences\": true"),
            layer("RNN", "p", "\"cell\": " + peephole)),
        TF,
        weights);
    assertThat(weights.shapes)
        .containsExactly(
            Map.entry("g/cell/kernel", Shape.of(2, 12)),
            Map.entry("g/cell/recurrent_kernel", Shape.of(4, 12)),
            Map.entry("g/cell/bias", Shape.of(2, 12)),
            Map.entry("p/cell/kernel", Shape.of(4, 12)),
            Map.entry("p/cell/recurrent_kernel", Shape.of(3, 12)),
            Map.entry("p/cell/bias", Shape.of(12)),
            Map.entry("p/cell/input_gate_peephole_weights", Shape.of(3)),
            Map.entry("p/cell/forget_gate_peephole_weights", Shape.of(3)),
            Map.entry("p/cell/output_gate_peephole_weights", Shape.of(3)));
  }

  @Test
  void convLstmKeepsItsKernelsAndShapes() throws IOException {
    Weights weights = new Weights();
    String model =
        """
        {"class_name": "Sequential", "config": {"name": "m", "layers": [
          {"class_name": "ConvLSTM2D", "config": {"name": "c", "filters": 3,
           "batch_input_shape": [null, 5, 2, 7, 8], "data_format": "channels_first",
           "kernel_size": [3, 2], "strides": [2, 1], "padding": "valid", "dilation_rate": [1, 1],
           "return_sequences": true}}]}}\
        """;
    ExportableModel exported = KerasRun.export(model, TF, weights);
    assertThat(weights.shapes)
        .containsExactly(
            Map.entry("c/cell/kernel", Shape.of(3, 2, 2, 12)),
            Map.entry("c/cell/recurrent_kernel", Shape.of(3, 2, 3, 12)),
            Map.entry("c/cell/bias", Shape.of(12)));
    assertThat(
            exported.signatures().get(0).outputs().get("c").getTensorShape().getDimList().stream()
                .map(dim -> dim.getSize()))
        .containsExactly(-1L, 5L, 3L, 3L, 7L);
  }

  @Test
  void whatNoOneTaughtIsRefusedByName() {
    refused(
        layer("LSTM", "r", "\"units\": 3, \"projection\": 2"),
        Rule.KERAS_ARGUMENT_UNKNOWN,
        "projection");
    refused(
        layer("RNN", "r", "\"cell\": " + layer("Acme>Cell", "c", "\"units\": 3")),
        Rule.KERAS_LAYER_UNKNOWN,
        "Acme>Cell");
    refused(
        layer(
            "Bidirectional",
            "r",
            "\"merge_mode\": \"max\", \"layer\": " + layer("LSTM", "l", "\"units\": 3")),
        Rule.KERAS_ARGUMENT_UNKNOWN,
        "merge_mode");
  }

  private static void refused(String layer, Rule rule, String named) {
    assertThatThrownBy(() -> KerasRun.export(sequential("4", layer), TF, new Weights()))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> {
              assertThat(e.finding().rule()).isEqualTo(rule);
              assertThat(e.finding().message()).contains(named);
            });
  }
}
