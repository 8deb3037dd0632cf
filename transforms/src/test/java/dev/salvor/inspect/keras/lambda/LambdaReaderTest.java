package dev.salvor.inspect.keras.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.format.marshal.PythonVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that real Pythons compiled; scripts/make-lambdas writes them. */
class LambdaReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Arguments> stored() throws IOException {
    List<Arguments> all = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                LambdaReaderTest.class.getResourceAsStream("lambdas.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JSON.readTree(line);
        String python = node.path("python").asText();
        all.add(Arguments.of(python, node.path("reads").asText(), node.path("function")));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("stored")
  void readsWhatWasCompiled(String python, String reads, JsonNode function) {
    if (reads.equals("!")) {
      assertThat(LambdaCheck.obstacle(function)).get().asString().contains(python);
      return;
    }
    LambdaReading reading = LambdaReader.read(function).orElseThrow();
    assertThat(reading).isInstanceOf(LambdaReading.Recovered.class);
    LambdaFunction read = ((LambdaReading.Recovered) reading).function();
    assertThat(read.versions().stream().map(PythonVersion::label)).contains(python);
    if (!reads.equals("*")) {
      assertThat(read.text()).isEqualTo(reads);
    }
    assertThat(LambdaCheck.obstacle(function)).isEmpty();
  }
}
