package dev.salvor.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderLiteralTest {
  @Test
  void readsWhatNumpyWrites() {
    assertThat(
            HeaderLiteral.parse("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }  \n"))
        .containsExactly(
            entry("descr", "<f4"), entry("fortran_order", false), entry("shape", List.of(3L, 4L)));
  }

  @Test
  void readsLongsOfPython2AndOneTuples() {
    assertThat(HeaderLiteral.parse("{\"shape\": (10L,), 'x': True, 'y': [('a', '<i4')], 'z': ()}"))
        .containsExactly(
            entry("shape", List.of(10L)),
            entry("x", true),
            entry("y", List.of(List.of("a", "<i4"))),
            entry("z", List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1]",
        "{'a': 1",
        "{'a' 1}",
        "{'a': 1} x",
        "{'a': 1, 'a': 2}",
        "{1: 2}",
        "{'a': __import__('os')}",
        "{'a': 99999999999999999999}",
        "{'a': 1 + 1}",
        "{'a': 'b",
        "{'a': ((((((((((((((((((1,),),),),),),),),),),),),),),),),),)}"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> HeaderLiteral.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character");
  }

  @Test
  void endsOnAnyInput() {
    SplittableRandom random = new SplittableRandom(1);
    String letters = "{}()[]'\",:0123LTrueFals\\ -";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("{");
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        HeaderLiteral.parse(text.toString());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("the header has");
      }
    }
  }
}
