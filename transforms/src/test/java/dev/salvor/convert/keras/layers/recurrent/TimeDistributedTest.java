package dev.salvor.convert.keras.layers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.layers.recurrent.KerasRun.Weights;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeDistributedTest {
  private static final float[][][] X = {{{1, 2}, {0, 0}, {3, -1}}, {{0, 0}, {.5f, 1}, {0, 0}}};

  @TempDir Path directory;

  @Test
  void aModelIsAppliedToEveryStep() throws IOException {
    String model =
        """
        {"class_name": "Sequential", "config": {"name": "m", "layers": [
          {"class_name": "TimeDistributed", "config": {"name": "t",
           "batch_input_shape": [null, null, 2],
           "layer": {"class_name": "Sequential", "config": {"name": "inner", "layers": [
             {"class_name": "Dense", "config": {"name": "d", "units": 2, "use_bias": false,
              "batch_input_shape": [null, 2]}}]}}}}]}}\
        """;
    ExportableModel exported = KerasRun.export(model, Era.of("2.9.0", "tensorflow"), new Weights());
    float[] actual = KerasRun.run(exported, directory.resolve("m"), Map.of("t_input", X)).get("t");
    int next = 0;
    for (float[][] sample : X) {
      for (float[] step : sample) {
        for (int j = 0; j < 2; j++) {
          double expected =
              step[0] * KerasRun.element("t/layer/d/kernel", j)
                  + step[1] * KerasRun.element("t/layer/d/kernel", 2 + j);
          assertThat((double) actual[next++]).isCloseTo(expected, within(1e-5));
        }
      }
    }
    assertThat(actual).hasSize(next);
  }

  @Test
  void aMaskReachesTheLayersBehind() throws IOException {
    String model =
        """
        {"class_name": "Sequential", "config": {"name": "m", "layers": [
          {"class_name": "Masking", "config": {"name": "k", "mask_value": 0.0,
           "batch_input_shape": [null, 3, 2]}},
          {"class_name": "TimeDistributed", "config": {"name": "t",
           "layer": {"class_name": "Reshape", "config": {"name": "i", "target_shape": [2]}}}},
          {"class_name": "SimpleRNN", "config": {"name": "r", "units": 2}}]}}\
        """;
    ExportableModel exported = KerasRun.export(model, Era.of("2.9.0", "tensorflow"), new Weights());
    float[] actual = KerasRun.run(exported, directory.resolve("m"), Map.of("k_input", X)).get("r");
    Reference reference = new Reference("simple", "r/cell/", 2, 2, false);
    List<double[]> steps = new java.util.ArrayList<>();
    for (float[][] sample : X) {
      steps.add(
          reference
              .run(sample, new double[2][2], false, Reference.Masked.PREVIOUS)
              .outputs()
              .get(2));
    }
    for (int i = 0; i < 4; i++) {
      assertThat((double) actual[i]).isCloseTo(steps.get(i / 2)[i % 2], within(1e-5));
    }
  }
}
