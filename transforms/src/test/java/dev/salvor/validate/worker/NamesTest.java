package dev.salvor.validate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void pairsByName() {
    assertThat(Names.match(names("a", "b"), names("b", "a"))).hasValue(Map.of("a", "a", "b", "b"));
  }

  @Test
  void pairsByPositionWhereNoNameAgrees() {
    assertThat(Names.match(names("a", "b"), names("x", "y"))).hasValue(Map.of("a", "x", "b", "y"));
  }

  @Test
  void refusesToGuess() {
    assertThat(Names.match(names("a", "b"), names("a", "y"))).isEmpty();
    assertThat(Names.match(names("a", "b"), names("a"))).isEmpty();
    assertThat(Names.match(names("a"), names("a", "b"))).isEmpty();
  }

  private static Map<String, Integer> names(String... names) {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (String name : names) {
      map.put(name, map.size());
    }
    return map;
  }
}
