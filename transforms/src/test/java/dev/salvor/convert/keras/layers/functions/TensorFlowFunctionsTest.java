package dev.salvor.convert.keras.layers.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.convert.keras.layers.functions.tensorflow.TensorFlowFunctions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables against the lists that real versions gave of what a layer may hold
 * (scripts/property_test/list_functions.py): none is left out silently.
 */
class TensorFlowFunctionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> listed(String version) throws IOException {
    String name = "/dev/salvor/convert/keras/catalogue/functions-" + version + ".jsonl.gz";
    List<JsonNode> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        TensorFlowFunctionsTest.class.getResourceAsStream(name))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(JSON.readTree(line));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.6", "2.9", "2.12", "2.15"})
  void everyFunctionIsBuiltOrRefusedByName(String version) throws IOException {
    List<JsonNode> rows = listed(version);
    assertThat(rows.size()).isGreaterThan(800);
    for (JsonNode row : rows) {
      String name = row.path("function").asText();
      boolean built = TensorFlowFunctions.named(name).isPresent();
      boolean refused = RefusedFunctions.reason(name).isPresent();
      assertThat(built ^ refused).as("%s: built %s, refused %s", name, built, refused).isTrue();
    }
  }

  /** By their order and by their names: a parameter that the table lacks would be refused. */
  @ParameterizedTest
  @ValueSource(strings = {"2.6", "2.9", "2.12", "2.15"})
  void theTablesHaveThePythonSignatures(String version) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (JsonNode row : listed(version)) {
      String name = row.path("function").asText();
      TensorFlowFunctions.named(name)
          .ifPresent(
              definition -> {
                List<String> parameters = new ArrayList<>();
                row.path("parameters").forEach(p -> parameters.add(p.asText().split("=", 2)[0]));
                boolean open = parameters.stream().anyMatch(p -> p.startsWith("*"));
                Set<String> lacking = new HashSet<>(parameters);
                lacking.removeAll(definition.names());
                lacking.remove("name");
                List<String> order = new ArrayList<>(definition.names());
                order.retainAll(parameters);
                List<String> without = new ArrayList<>(parameters);
                without.retainAll(definition.names());
                if (!open && (!lacking.isEmpty() || !order.equals(without))) {
                  wrong.add(name + parameters + " is " + definition.names());
                }
              });
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsRefusedHasAReasonAndIsKnownToSomeVersion() throws IOException {
    Set<String> known = new TreeSet<>();
    for (String version : List.of("2.6", "2.9", "2.12", "2.15")) {
      listed(version).forEach(row -> known.add(row.path("function").asText()));
    }
    assertThat(known).containsAll(RefusedFunctions.all().keySet());
    assertThat(RefusedFunctions.all().values()).noneMatch(String::isBlank);
  }
}
