package dev.salvor.validate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void keepsWhatIsTheSameInEveryRun() {
    Path model = Path.of("/tmp/x1/m");
    assertThat(
            Messages.of(
                new RuntimeException(
                    "{{function_node __inference_f_1}} {{function_node __inference_g_2}} {{node"
                        + " a/MatMul}} Matrix size-incompatible: In[0]: [4,3]\n\t [[{{node a}}]]"),
                model))
        .isEqualTo("node a/MatMul: Matrix size-incompatible: In[0]: [4,3]");
    assertThat(
            Messages.of(
                new RuntimeException("/tmp/x1/m/variables/variables.index; No such file"), model))
        .isEqualTo("variables/variables.index; No such file");
    assertThat(Messages.of(new IllegalStateException(), model))
        .isEqualTo("java.lang.IllegalStateException");
  }
}
