package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Variables in the order of Keras, and formulas that differ between its versions. */
class LayerWeightsTest {

  @Test
  void batchNormalizationKeepsFourVectors() {
    assertThat(OneLayer.of("BatchNormalization", "{}").on("8,5").variables())
        .containsExactly("gamma(5,)", "beta(5,)", "moving_mean(5,)", "moving_variance(5,)");
  }

  @Test
  void batchNormalizationOverSeveralAxesKeepsTheirShape() {
    assertThat(OneLayer.of("BatchNormalization", "{'axis': [1, 3]}").on("8,5,4").variables())
        .contains("gamma(1, 8, 1, 4)");
  }

  @Test
  void locallyConnectedStoresItsKernelInThreeForms() {
    String config = "{'filters': 3, 'kernel_size': 2, 'use_bias': false, 'implementation': %d}";
    assertThat(OneLayer.of("LocallyConnected1D", String.format(config, 1)).on("4,2").variables())
        .containsExactly("kernel(3, 4, 3)");
    assertThat(OneLayer.of("LocallyConnected1D", String.format(config, 2)).on("4,2").variables())
        .containsExactly("kernel(4, 2, 3, 3)");
    assertThat(OneLayer.of("LocallyConnected1D", String.format(config, 3)).on("4,2").variables())
        .containsExactly("kernel(36,)");
  }

  @Test
  void multiHeadAttentionKeepsItsWeightsInChildren() {
    assertThat(
            OneLayer.of("MultiHeadAttention", "{'num_heads': 2, 'key_dim': 3, 'use_bias': false}")
                .on("4,6")
                .calledWith("{'value': ['in0', 0, 0]}")
                .variables())
        .containsExactly(
            "kernel(6, 2, 3)", "kernel(6, 2, 3)", "kernel(6, 2, 3)", "kernel(2, 3, 6)");
  }

  @Test
  void hardSigmoidChangedInKeras3() {
    OneLayer layer = OneLayer.of("Activation", "{'activation': 'hard_sigmoid'}").on("4");
    assertThat(layer.ops()).contains("ClipByValue").doesNotContain("Relu6");
    assertThat(layer.writtenBy("3.6.0").ops()).contains("Relu6");
  }

  @Test
  void tablesAreFilledByAnInitializer() {
    assertThat(
            OneLayer.of("StringLookup", "{'vocabulary': ['a', 'b']}")
                .on("1 string")
                .export()
                .initializers())
        .hasSize(1);
  }

  @Test
  void anOutputThatIsAnInputHasANodeOfItsOwn() {
    assertThat(OneLayer.of("Dropout", "{'rate': 0.1}").on("4").ops()).contains("Identity");
  }

  @Test
  void sliceOfATensorDropsAndKeepsAxes() {
    assertThat(
            OneLayer.of("SlicingOpLambda", "{'function': '__operators__.getitem'}")
                .on("8,5")
                .calledWith(
                    "{'slice_spec': [{'start': null, 'stop': null, 'step': null},"
                        + " {'start': 1, 'stop': -1, 'step': 2}, 0]}")
                .shape())
        .isEqualTo("?,3");
  }

  @Test
  void nodeOfAGraphIsBuiltWithItsConstants() {
    assertThat(
            OneLayer.of(
                    "TensorFlowOpLayer",
                    "{'node_def': {'name': 'm', 'op': 'Mean', 'input': ['x', 'm/axis'], 'attr':"
                        + " {'T': {'type': 'DT_FLOAT'}, 'keep_dims': {'b': true}}},"
                        + " 'constants': {'1': [1, 2]}}")
                .on("8,5,3")
                .shape())
        .isEqualTo("?,1,1,3");
  }
}
