package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.VersionDef;

class RegistryCheckTest {

  private static List<Finding> faults(TestGraph graph, String fetch) {
    ModelGraph model = graph.model();
    return RegistryCheck.faults(model, Reach.of(model, Set.of(fetch), Set.of()));
  }

  private static void only(List<Finding> findings, Rule rule, Level level, String... words) {
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(rule);
              assertThat(finding.level()).isEqualTo(level);
              assertThat(finding.message()).contains(words);
            });
  }

  @Test
  void customOpsAreNamed() {
    TestGraph graph = new TestGraph().add(node("y", "Addons>Gelu"));
    only(faults(graph, "y"), Rule.GRAPH_OP_UNKNOWN, Level.ERROR, "Addons>Gelu", "custom op");
    only(faults(graph, "z"), Rule.GRAPH_OP_UNKNOWN, Level.WARNING, "Addons>Gelu");
  }

  @Test
  void newerAndOlderOpsNameTheirVersion() {
    only(
        faults(new TestGraph().add(node("y", "CompareAndBitpack")), "y"),
        Rule.GRAPH_OP_UNKNOWN,
        Level.ERROR,
        "CompareAndBitpack",
        "up to TensorFlow");
    String newest = TargetRuntime.names().get(TargetRuntime.names().size() - 1);
    assertThat(TargetRuntime.named(newest).op("DecodeWebP")).isPresent();
    only(
        faults(new TestGraph().add(node("y", "DecodeWebP")), "y"),
        Rule.GRAPH_OP_UNKNOWN,
        Level.ERROR,
        "DecodeWebP",
        "brought it");
  }

  @Test
  void unknownAttributes() {
    TestGraph strange =
        new TestGraph()
            .placeholder("x", 1)
            .add(
                node("y", "Relu", "x")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("_hint", type(DataType.DT_FLOAT))
                    .putAttr("sparsity", AttrValue.newBuilder().setI(3).build()));
    only(faults(strange, "y"), Rule.GRAPH_ATTRIBUTE_UNKNOWN, Level.ERROR, "sparsity", "Relu", "3");
    TestGraph named =
        new TestGraph()
            .add(
                node("v", "VarHandleOp")
                    .putAttr("dtype", type(DataType.DT_FLOAT))
                    .putAttr("shape", AttrValue.newBuilder().setShape(TestGraph.shape(1)).build())
                    .putAttr("debug_name", TestGraph.text("v/")));
    assertThat(faults(named, "v")).isEmpty();
  }

  @Test
  void typesThatOnlyNewerVersionsAdmit() {
    TestGraph graph =
        new TestGraph().add(node("r", "Range").putAttr("Tidx", type(DataType.DT_UINT64)));
    assertThat(faults(graph, "r"))
        .anySatisfy(
            finding ->
                assertThat(finding.message()).contains("Range", "Tidx = uint64", "TensorFlow 2."));
  }

  @Test
  void opsWithoutAKernel() {
    TestGraph graph = new TestGraph().add(node("b", "BoostedTreesEnsembleResourceHandleOp"));
    only(
        faults(graph, "b"),
        Rule.GRAPH_NO_KERNEL,
        Level.ERROR,
        "BoostedTreesEnsembleResourceHandleOp",
        "no kernel");
    assertThat(faults(graph, "other")).isEmpty();
  }

  /** What TensorFlow 2.18 refuses as "min consumer version above" and "disallows consumer". */
  @Test
  void versionsThatAGraphAsksForOrForbids() {
    ModelGraph model = new TestGraph().placeholder("x", 1).model();
    GraphDef later =
        model.def().toBuilder()
            .setVersions(VersionDef.newBuilder().setProducer(2474).setMinConsumer(2000))
            .build();
    GraphDef forbidding =
        model.def().toBuilder()
            .setVersions(VersionDef.newBuilder().setProducer(0).addBadConsumers(1994))
            .build();
    for (GraphDef def : List.of(later, forbidding)) {
      ModelGraph graph = new ModelGraph(def, TestGraph.TARGET);
      only(
          RegistryCheck.faults(graph, Reach.of(graph, List.of("x"), Set.of())),
          Rule.GRAPH_OP_UNKNOWN,
          Level.ERROR,
          "GraphDef version",
          "2.18.1 has",
          def == later ? "2000 or later" : "forbids");
    }
  }

  @Test
  void deprecatedOpsLiveBelowTheirVersion() {
    TestGraph graph =
        new TestGraph()
            .add(
                node("bn", "BatchNormWithGlobalNormalization")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("variance_epsilon", AttrValue.newBuilder().setF(1e-3f).build())
                    .putAttr(
                        "scale_after_normalization", AttrValue.newBuilder().setB(true).build()));
    assertThat(faults(graph.producer(8), "bn")).isEmpty();
    only(faults(graph.producer(9), "bn"), Rule.GRAPH_OP_UNKNOWN, Level.ERROR, "version 9");
  }

  @Test
  void missingAttributesAreDamage() {
    TestGraph graph = new TestGraph().placeholder("x", 1).add(node("y", "Relu", "x"));
    only(faults(graph, "y"), Rule.GRAPH_DAMAGED, Level.ERROR, "lacks the attribute T");
  }
}
