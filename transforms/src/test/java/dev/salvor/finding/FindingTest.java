package dev.salvor.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void aMessageWithoutValuesIsTakenAsItIs() {
    assertThat(Finding.of(Rule.FILE_EMPTY, Location.NONE, "100 % of it").message())
        .isEqualTo("100 % of it");
  }

  @Test
  void numbersDoNotDependOnWhereSalvorRuns() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Finding.of(Rule.FILE_EMPTY, Location.NONE, "%,d and %.1f", 1234, 0.5).message())
          .isEqualTo("1,234 and 0.5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theFileIsAddedOnlyWhereNoneIsNamed() {
    Location tensor = Location.tensor("kernel:0").at(7);
    assertThat(Finding.of(Rule.H5_DAMAGED, tensor, "x").inFile("a.h5").location())
        .isEqualTo(new Location("a.h5", 7L, null, "kernel:0", null, null));
    assertThat(Finding.of(Rule.H5_DAMAGED, Location.file("b"), "x").inFile("a.h5").location())
        .isEqualTo(Location.file("b"));
  }

  @Test
  void theExceptionSaysRuleAndMessage() {
    Finding finding = Finding.of(Rule.FILE_EMPTY, Location.NONE, "it has 0 bytes");
    assertThat(finding.exception()).hasMessage("file/empty: it has 0 bytes");
    assertThat(finding.exception().finding()).isSameAs(finding);
  }

  @Test
  void theFirstClassificationHolds() {
    assertThat(Classification.CORRUPT.or(Classification.UNSAFE_PICKLE))
        .isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(Classification.NEEDS_MIGRATION.or(Classification.LOADABLE))
        .isEqualTo(Classification.LOADABLE);
    assertThat(Classification.values())
        .extracting(Classification::id)
        .containsExactly(
            "unreadable",
            "unsafe_pickle",
            "unsafe_code",
            "corrupt",
            "not_a_model",
            "unsupported",
            "loadable",
            "needs_migration");
  }
}
