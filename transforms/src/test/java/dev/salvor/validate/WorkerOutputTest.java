package dev.salvor.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerOutputTest {
  @Test
  void tellsAnswersFromWhatModelsPrint() throws InterruptedException {
    WorkerOutput output =
        output("hi {\"fake\":1}\n\nmark {\"a\":1}\nmark2\nnoise\nmark {\"b\":2}\nend");
    assertThat(output.answer(Duration.ofSeconds(5))).isEqualTo("{\"a\":1}");
    assertThat(output.answer(Duration.ofSeconds(5))).isEqualTo("{\"b\":2}");
    assertThat(output.answer(Duration.ofSeconds(5))).isNull();
    assertThat(output.ended()).isTrue();
    assertThat(output.last()).containsExactly("hi {\"fake\":1}", "mark2", "noise", "end");
  }

  @Test
  void keepsLittleOfMuchNoise() throws InterruptedException {
    WorkerOutput output = output("x".repeat(1 << 20) + "\n" + "y\n".repeat(10_000));
    assertThat(output.answer(Duration.ofSeconds(5))).isNull();
    assertThat(output.last()).hasSizeLessThan(100).allMatch(line -> line.length() < 400);
  }

  private static WorkerOutput output(String text) {
    return WorkerOutput.start(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "mark ");
  }
}
