package dev.salvor.convert.keras.layers.addons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.layers.recurrent.KerasRun;
import dev.salvor.convert.keras.layers.recurrent.KerasRun.Weights;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that tensorflow_addons 0.14 computed under TensorFlow 2.6. */
class AddonsTest {
  private static final float[] X = {
    -2.0273304f, -0.01287977f, 0.5671286f, 0.22351432f, -0.22520234f, 1.4043698f
  };

  @TempDir Path directory;

  private float[] run(String className, String arguments) throws IOException {
    String json =
        """
        {"class_name": "Sequential", "config": {"name": "m", "layers": [
          {"class_name": "InputLayer",
           "config": {"name": "x", "batch_input_shape": [null, 1, 6]}},
          {"class_name": "%s", "config": {"name": "y"%s}}]}}
        """
            .formatted(className, arguments);
    ExportableModel model = KerasRun.export(json, Era.of("2.6.0", "tensorflow"), new Weights());
    return KerasRun.run(
            model,
            directory.resolve(className.replace('>', '.')),
            Map.of("x", new float[][][] {{X}}))
        .get("y");
  }

  /** Keras 3 calls another function by that name. */
  @Test
  void sparsemaxIsTheProjection() throws IOException {
    assertThat(run("Activation", ", \"activation\": \"Addons>sparsemax\""))
        .containsExactly(new float[] {0, 0, 0.08137935f, 0, 0, 0.9186206f}, within(1e-6f));
    assertThat(run("Addons>Sparsemax", ", \"axis\": -1")[5]).isCloseTo(0.9186206f, within(1e-6f));
  }

  /** Of six channels, three units: the greater of each channel and the one three further. */
  @Test
  void maxout() throws IOException {
    assertThat(run("Addons>Maxout", ", \"num_units\": 3, \"axis\": -1"))
        .containsExactly(new float[] {X[3], X[1], X[5]}, within(1e-6f));
  }

  @Test
  void rreluIsLeakyAtInference() throws IOException {
    float[] y = run("Activation", ", \"activation\": \"Addons>rrelu\"");
    assertThat(y[0]).isCloseTo(X[0] * (0.125f + 1 / 3f) / 2, within(1e-6f));
    assertThat(y[5]).isEqualTo(X[5]);
  }
}
