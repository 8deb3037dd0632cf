package dev.salvor.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.convert.keras.CatalogueRow.Verdict;
import dev.salvor.convert.keras.layers.functions.Operations;
import dev.salvor.convert.keras.layers.functions.RefusedOperations;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every operation that Keras 3.3, 3.6, 3.11 or 3.15 has is converted or refused by name: the lists,
 * and a model of each, are what these versions wrote (scripts/property_test/list_operations.py).
 */
class OperationsCatalogueTest {

  @Test
  void noOperationIsLeftOut() throws IOException {
    Set<String> known = new HashSet<>(Operations.names());
    known.addAll(RefusedOperations.REASONS.keySet());
    known.add("function.Function"); // a model
    Set<String> unknown = new TreeSet<>();
    for (String version : OperationsSection.VERSIONS) {
      for (CatalogueRow row : CatalogueRow.all("operations-" + version)) {
        if (!known.contains(row.name())) {
          unknown.add(row.name());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void whatIsNotRefusedByNameIsConverted() throws IOException {
    Set<String> refused = new TreeSet<>();
    int models = 0;
    for (String version : OperationsSection.VERSIONS) {
      for (CatalogueRow row : CatalogueRow.all("operations-" + version)) {
        models += row.verdict() == Verdict.NO_LAYER ? 0 : 1;
        if (row.verdict() == Verdict.REFUSED
            && !RefusedOperations.REASONS.containsKey(row.name())) {
          refused.add(version + " " + row.why());
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(models).isGreaterThan(900);
  }

  @Test
  void noOperationIsBothConvertedAndRefused() {
    assertThat(Operations.names()).doesNotContainAnyElementsOf(RefusedOperations.REASONS.keySet());
  }
}
