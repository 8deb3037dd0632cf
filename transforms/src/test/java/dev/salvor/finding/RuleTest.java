package dev.salvor.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleTest {

  @Test
  void idsAreUnique() {
    assertThat(Rule.values()).extracting(Rule::id).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void anIdNamesRoomAndThing(Rule rule) {
    assertThat(rule.id()).matches("[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*");
  }

  @ParameterizedTest
  @EnumSource
  void theAdviceIsASentence(Rule rule) {
    assertThat(rule.advice()).matches("[A-Z`].*\\.");
  }

  /** What only warns or notes decides nothing, so it cannot state what the artifact is. */
  @ParameterizedTest
  @EnumSource
  void onlyErrorsStateAClass(Rule rule) {
    if (rule.level() != Level.ERROR) {
      assertThat(rule.classification()).isEmpty();
    }
    assertThat(rule.classification().filter(Classification::convertible)).isEmpty();
  }
}
