package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.floats;
import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.shape;
import static dev.salvor.inspect.graph.TestGraph.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Rule;
import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

class TargetChecksTest {

  /** What is found of an op that TensorFlow 2.18 no longer has, for a target that has it. */
  private static Finding goneSince(TargetRuntime target) {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 8)
            .add(constant("threshold", floats(shape(), 0)))
            .add(
                node("bits", "CompareAndBitpack", "x", "threshold")
                    .putAttr("T", type(DataType.DT_FLOAT)));
    ModelGraph model = new ModelGraph(graph.def(), target);
    List<Finding> findings =
        BareGraph.examine(
                model, () -> GraphBoundary.of(model, "g.pb", Policy.NONE, Recorded.NOTHING))
            .findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).message()).contains("CompareAndBitpack", "2.4.4", "2.18.1");
    return findings.get(0);
  }

  /** The target runs it, but nothing here can. */
  @Test
  void whatTheEmbeddedRuntimeCannotRunIsNotPublished() {
    Finding finding = goneSince(TargetRuntime.named("tf-2.4"));
    assertThat(finding.rule()).isEqualTo(Rule.GRAPH_UNPROVABLE);
    assertThat(finding.level()).isEqualTo(Level.ERROR);
  }

  /** The user vouches for the op, and sees that nothing here could run the model. */
  @Test
  void whatThePolicyPermitsIsSaidNotToHaveRun() {
    Finding finding =
        goneSince(TargetRuntime.named("tf-2.4").permitting(List.of("CompareAndBitpack")));
    assertThat(finding.rule()).isEqualTo(Rule.NOT_EXECUTED);
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.message()).endsWith("the model was not run");
  }

  /** The bounds that the kernels of 2.18, 2.20 and 2.21 state themselves. */
  @ParameterizedTest
  @CsvSource({
    "tf-2.18, 3, it takes versions 4 to 9",
    "tf-2.18, 4,",
    "tf-2.18, 9,",
    "tf-2.18, 10, it takes versions 4 to 9",
    "tf-2.20, 10,",
    "tf-2.21, 11, it takes versions 4 to 10",
    "tf-2.12, 5, what this runtime reads of it is not known"
  })
  void versionsOfXlaModules(String target, long version, String refusal) {
    NodeDef module =
        node("m", "XlaCallModule")
            .putAttr("version", AttrValue.newBuilder().setI(version).build())
            .build();
    assertThat(
            XlaModules.refusal(module, TargetRuntime.named(target))
                .orElse("")
                .endsWith(refusal == null ? "" : refusal))
        .isTrue();
    assertThat(XlaModules.refusal(module, TargetRuntime.named(target)).isPresent())
        .isEqualTo(refusal != null);
  }

  /** TensorFlow 1.15 demands it, 2.1 has a default: no damage, but another version. */
  @Test
  void anAttributeThatOnlyTheTargetDemandsIsNoDamage() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", 4)
            .add(
                node("v", "RaggedTensorToVariant", "x")
                    .putAttr("RAGGED_RANK", AttrValue.newBuilder().setI(1).build())
                    .putAttr("Tvalues", type(DataType.DT_FLOAT))
                    .putAttr("batched_input", AttrValue.newBuilder().setB(false).build()));
    ModelGraph model = new ModelGraph(graph.def(), TargetRuntime.named("tf-1.15"));
    assertThat(RegistryCheck.faults(model, Reach.of(model, Set.of("v"), Set.of())))
        .extracting(Finding::rule)
        .contains(Rule.GRAPH_ATTRIBUTE_UNKNOWN)
        .doesNotContain(Rule.GRAPH_DAMAGED);
  }

  /**
   * Since TensorFlow 2.21 the shape of an element may be of int64; the embedded 2.18 ignores that.
   */
  @Test
  void whatTheEmbeddedRuntimeReadsOtherwiseIsNotPublished() {
    assertThat(embeddedFaults(DataType.DT_INT64))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.GRAPH_UNPROVABLE);
              assertThat(finding.message()).contains("its op has no attribute Tshape");
            });
    assertThat(embeddedFaults(DataType.DT_INT32)).isEmpty();
  }

  private static List<Finding> embeddedFaults(DataType shapes) {
    TestGraph graph =
        new TestGraph()
            .placeholder("l", 1)
            .add(
                node("v", "TensorListGetItem", "l", "l", "l")
                    .putAttr("element_dtype", type(DataType.DT_FLOAT))
                    .putAttr("Tshape", type(shapes)));
    ModelGraph model = new ModelGraph(graph.def(), TargetRuntime.named("tf-2.21"));
    return EmbeddedCheck.faults(model, Reach.of(model, Set.of("v"), Set.of()));
  }
}
