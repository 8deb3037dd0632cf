package dev.salvor.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;

class TargetRuntimeTest {
  @TempDir Path directory;

  @Test
  void registriesAreOrderedByTheirGraphVersion() {
    List<String> names = TargetRuntime.names();
    assertThat(names).hasSize(19).startsWith("tf-1.15").endsWith("tf-2.21");
    assertThat(names).extracting(name -> TargetRuntime.named(name).graphDefVersion()).isSorted();
    assertThat(TargetRuntime.named("tf-2.4").refusesUnknownAttributes()).isTrue();
    assertThat(TargetRuntime.named("tf-2.6").refusesUnknownAttributes()).isFalse();
  }

  private Path copied() throws IOException {
    Path own = Files.createDirectories(directory.resolve("my-serving"));
    for (String file : List.of("ops.pb.gz", "kernels_cpu.pb.gz", "versions.json")) {
      try (InputStream in = TargetRuntime.class.getResourceAsStream("tf-2.4/" + file)) {
        Files.copy(in, own.resolve(file));
      }
    }
    return own;
  }

  @Test
  void aDirectoryIsATargetOfItsName() throws IOException {
    TargetRuntime own = TargetRuntime.named(copied().toString());
    assertThat(own.name()).isEqualTo("my-serving");
    assertThat(own.tensorflow()).isEqualTo("2.4.4");
    assertThat(own.digest()).isEqualTo(TargetRuntime.named("tf-2.4").digest());
    assertThat(own.digest()).isNotEqualTo(TargetRuntime.named("tf-2.6").digest());
    assertThat(own.op("MatMul")).isPresent();
  }

  @Test
  void whatIsNoRegistryIsSaid() throws IOException {
    assertThatThrownBy(() -> TargetRuntime.named("tf-9.9"))
        .hasMessageContaining("there is no target tf-9.9")
        .hasMessageContaining("tf-2.18");
    Path own = copied();
    Files.writeString(own.resolve("versions.json"), "{}");
    assertThatThrownBy(() -> TargetRuntime.named(own.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GRAPH_DEF_VERSION");
    Files.write(own.resolve("ops.pb.gz"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> TargetRuntime.named(own.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no target");
  }

  /** Registered in each, but empty before 2.12 without oneDNN, or off by 0.8 before 2.18. */
  @ParameterizedTest
  @CsvSource({
    "Conv2D, DT_BFLOAT16, tf-2.11, tf-2.12",
    "Mean, DT_BFLOAT16, tf-2.17, tf-2.18",
    "Softmax, DT_BFLOAT16, tf-2.3, tf-2.4"
  })
  void kernelsThatDoNotDoTheirWorkAreNone(String op, DataType type, String last, String first) {
    assertThat(takes(last, op, type)).isFalse();
    assertThat(takes(last, op, DataType.DT_FLOAT)).isTrue();
    assertThat(takes(first, op, type)).isTrue();
    assertThat(takes("tf-2.21", "Where", DataType.DT_HALF)).isFalse();
  }

  private static boolean takes(String target, String op, DataType type) {
    return TargetRuntime.named(target).cpuKernels(op).stream()
        .flatMap(kernel -> kernel.getConstraintList().stream())
        .anyMatch(
            constraint -> constraint.getAllowedValues().getList().getTypeList().contains(type));
  }
}
