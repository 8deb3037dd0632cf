package dev.salvor.format.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStateTest {

  @Test
  void readsWhatSaversWrite() {
    CheckpointState state =
        CheckpointState.parse(
            """
            model_checkpoint_path: "/home/me/train/model.ckpt-200"
            all_model_checkpoint_paths: "model.ckpt-100"
            all_model_checkpoint_paths: "model.ckpt-200"
            all_model_checkpoint_timestamps: 1541240000.5
            last_preserved_timestamp: 1.5e9
            """,
            "checkpoint");
    assertThat(state.latest()).contains("/home/me/train/model.ckpt-200");
    assertThat(state.latestName()).contains("model.ckpt-200");
    assertThat(state.all()).containsExactly("model.ckpt-100", "model.ckpt-200");
  }

  @Test
  void readsEscapesAndComments() {
    CheckpointState state =
        CheckpointState.parse(
            "# by hand\nmodel_checkpoint_path: 'C:\\\\tmp\\\\m\\303\\274ll\\x41\\n' # it\n",
            "checkpoint");
    assertThat(state.latest()).contains("C:\\tmp\\müllA\n");
    assertThat(CheckpointState.parse("", "checkpoint").latest()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_checkpoint_path",
        "model_checkpoint_path:",
        "model_checkpoint_path: \"a",
        "model_checkpoint_path: \"a\nb\"",
        "model_checkpoint_path: \"a\\",
        "model_checkpoint_path: <",
        "{}",
        "\0\0\0"
      })
  void refusesOtherText(String text) {
    assertThatThrownBy(() -> CheckpointState.parse(text, "checkpoint"))
        .isInstanceOf(ArtifactException.class);
  }

  @Test
  void longTextCostsNoStack() {
    String path = "\\\\x".repeat(2_000_000);
    assertThat(
            CheckpointState.parse("model_checkpoint_path: \"" + path + "\"", "checkpoint")
                .latest()
                .orElseThrow())
        .hasSize(4_000_000);
    assertThatThrownBy(() -> CheckpointState.parse("# x\n".repeat(500_000) + "!", "checkpoint"))
        .isInstanceOf(ArtifactException.class);
  }
}
