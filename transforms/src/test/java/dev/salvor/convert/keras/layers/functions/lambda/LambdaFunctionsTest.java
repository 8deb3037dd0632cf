package dev.salvor.convert.keras.layers.functions.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.inspect.keras.lambda.KnownFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The list that inspection works from, and the tables that conversion works from. */
class LambdaFunctionsTest {
  private static final Path LIST =
      Path.of("src/main/resources/dev/salvor/inspect/keras/lambda/functions.txt");

  /** {@code -Dsalvor.regenerate=true} writes the list anew, after a function was added. */
  @Test
  void whatIsListedCanBeBuilt() throws IOException {
    Set<String> built = new TreeSet<>(LambdaFunctions.names());
    built.addAll(BuildTimeFunctions.names());
    if (Boolean.getBoolean("salvor.regenerate")) {
      Files.writeString(
          LIST,
          "# Functions and methods that the code of a Lambda may call; LambdaFunctionsTest writes"
              + " the list.\n"
              + String.join("\n", built)
              + "\n");
    }
    assertThat(built).containsAll(KnownFunctions.all());
  }

  /** Those that reach outside, or draw random numbers, are on no list. */
  @Test
  void whatActsIsNotListed() {
    assertThat(KnownFunctions.all())
        .noneMatch(
            name ->
                name.matches(
                    ".*(py_func|numpy_func|read|write|(?<!finger)print|load|save|random|dropout|eval|exec"
                        + "|open|import|system).*"));
  }

  @Test
  void namesAreTakenForTheModulesOfTheDocumentation() {
    assertThat(KnownFunctions.canonical("tensorflow.keras.backend.abs")).isEqualTo("K.abs");
    assertThat(KnownFunctions.canonical("tf.nn.relu")).isEqualTo("tf.nn.relu");
    assertThat(KnownFunctions.canonical("keras.ops.square")).isEqualTo("ops.square");
    assertThat(KnownFunctions.canonical("K.normalize")).isEqualTo("ops.normalize");
    assertThat(KnownFunctions.canonical("K.l2_normalize")).isEqualTo("K.l2_normalize");
    assertThat(KnownFunctions.known("os.system")).isFalse();
    assertThat(KnownFunctions.known("eval")).isFalse();
  }
}
