package dev.salvor.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzing found stays fixed: {@code corpus/<target>/<input>}. */
class FuzzCorpusTest {

  static List<Path> inputs() throws IOException, URISyntaxException {
    Path corpus =
        Path.of(Objects.requireNonNull(FuzzCorpusTest.class.getResource("corpus")).toURI());
    try (Stream<Path> paths = Files.walk(corpus)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isAnsweredInTime(Path input) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          byte[] bytes = Files.readAllBytes(input);
          String target = input.getParent().getFileName().toString();
          try (Fuzz fuzz = new Fuzz(FuzzTarget.named(target))) {
            fuzz.run(bytes);
          }
        });
  }
}
