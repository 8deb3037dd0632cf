package dev.salvor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMillis(2);

  private final List<Duration> paused = new ArrayList<>();
  private final Retries retries = new Retries(List.of(SHORT, LONG), paused::add);

  @Test
  void aFaultThatPassesIsForgotten() {
    Iterator<String> answers = List.of("busy", "here", "never asked").iterator();
    assertThat(retries.of(answers::next, "busy"::equals)).isEqualTo("here");
    assertThat(paused).containsExactly(SHORT);
  }

  @Test
  void aFaultThatStaysIsTheResult() {
    Iterator<String> answers = List.of("busy", "busy", "busy", "never asked").iterator();
    assertThat(retries.of(answers::next, "busy"::equals)).isEqualTo("busy");
    assertThat(paused).containsExactly(SHORT, LONG);
  }

  @Test
  void whatIsRefusedIsNotAskedForAgain() {
    Iterator<String> answers = List.of("denied", "never asked").iterator();
    assertThat(retries.of(answers::next, "busy"::equals)).isEqualTo("denied");
    assertThat(paused).isEmpty();
  }
}
