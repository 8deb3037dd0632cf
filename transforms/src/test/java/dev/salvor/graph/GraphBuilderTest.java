package dev.salvor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class GraphBuilderTest {
  private final GraphBuilder graph = new GraphBuilder(TargetRuntime.named(TargetRuntime.DEFAULT));
  private final Tensor x = graph.placeholder("x", ElementType.FLOAT32, Shape.of(-1, 3));

  private NodeDef node(String name) {
    return graph.build().getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node " + name));
  }

  private static Rule ruleOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    try {
      call.call();
    } catch (ArtifactException e) {
      return e.finding().rule();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void theGraphHasTheVersionOfTheTarget() {
    GraphDef built = new GraphBuilder(TargetRuntime.named("tf-2.6")).build();
    assertThat(built.getVersions().getProducer()).isEqualTo(808);
  }

  @Test
  void typesFollowFromTheInputs() {
    Tensor sum = graph.apply("AddV2", x, graph.scalarLike(x, 1));
    assertThat(sum.dtype()).isEqualTo(DataType.DT_FLOAT);
    assertThat(node("AddV2").getAttrOrThrow("T").getType()).isEqualTo(DataType.DT_FLOAT);
    assertThat(node("AddV2").getInputList()).containsExactly("x", "Const");
  }

  @Test
  void inputsOfDifferentTypesAreRefused() {
    assertThatThrownBy(() -> graph.apply("AddV2", x, graph.intScalar(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AddV2")
        .hasMessageContaining("T");
    assertThatThrownBy(() -> graph.op("MatMul").in(x).out())
        .hasMessage("MatMul takes 2 inputs, given 1");
    assertThatThrownBy(
            () -> graph.op("Reshape").in(x).in(graph.scalar(ElementType.FLOAT32, 1)).out())
        .isInstanceOfAny(IllegalStateException.class, ArtifactException.class);
  }

  @Test
  void anOpThatTheTargetLacksIsAFinding() {
    GraphBuilder old = new GraphBuilder(TargetRuntime.named("tf-1.15"));
    assertThatThrownBy(() -> old.op("XlaConvV2"))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("graph/op-unknown: tf-1.15 (TensorFlow 1.15.0) has no op XlaConvV2");
  }

  @Test
  void anAttributeThatTheTargetLacksIsAFinding() {
    assertThat(ruleOf(() -> graph.op("Relu").attr("slope", 0.1))).isEqualTo(Rule.GRAPH_OP_UNKNOWN);
  }

  @Test
  void aValueThatAnAttributeDoesNotTakeIsAFinding() {
    Tensor image = graph.placeholder("image", ElementType.FLOAT32, Shape.of(-1, 4, 4, 1));
    assertThat(
            ruleOf(
                () ->
                    graph
                        .op("MaxPool")
                        .in(image)
                        .attr("ksize", new long[] {1, 2, 2, 1})
                        .attr("strides", List.of(1, 2, 2, 1))
                        .attr("padding", "FULL")
                        .out()))
        .isEqualTo(Rule.GRAPH_OP_UNKNOWN);
    Tensor text = graph.placeholder("text", ElementType.STRING, Shape.of(-1));
    assertThat(ruleOf(() -> graph.apply("Relu", text))).isEqualTo(Rule.GRAPH_OP_UNKNOWN);
  }

  @Test
  void attributesAtTheirDefaultAreLeftOut() {
    graph.op("MatMul").in(x).in(x).attr("transpose_b", true).attr("transpose_a", false).out();
    assertThat(node("MatMul").getAttrMap()).containsOnlyKeys("T", "transpose_b");
  }

  @Test
  void anAttributeWithoutDefaultIsNeeded() {
    assertThatThrownBy(() -> graph.op("Placeholder").out())
        .hasMessage("Placeholder needs the attribute dtype");
  }

  @Test
  void namesAreUniqueAndLegal() {
    assertThat(graph.op("NoOp", "a").outs()).isEmpty();
    graph.op("NoOp", "a_1").outs();
    graph.op("NoOp", "a").outs();
    graph.op("NoOp", "größe/ä b").outs();
    graph.op("NoOp", "_hidden").outs();
    graph.op("NoOp", "").outs();
    assertThat(graph.build().getNodeList())
        .extracting(NodeDef::getName)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z0-9.][A-Za-z0-9_>./\\\\-]*"));
  }

  @Test
  void scopesArePrefixesAndUnique() {
    GraphBuilder dense = graph.scope("dense");
    GraphBuilder again = graph.scope("dense");
    dense.op("NoOp", "kernel").outs();
    again.op("NoOp", "kernel").outs();
    assertThat(graph.build().getNodeList())
        .extracting(NodeDef::getName)
        .contains("dense/kernel", "dense_1/kernel");
  }

  @Test
  void outputsAreCountedThroughLists() {
    List<Tensor> parts = graph.op("Split").in(graph.intScalar(1)).in(x).attr("num_split", 3).outs();
    assertThat(parts).extracting(Tensor::name).containsExactly("Split:0", "Split:1", "Split:2");
    Tensor joined = graph.op("ConcatV2").in(parts).in(graph.intScalar(1)).out();
    assertThat(node("ConcatV2").getInputList())
        .containsExactly("Split", "Split:1", "Split:2", "Const_1");
    assertThat(node("ConcatV2").getAttrOrThrow("N").getI()).isEqualTo(3);
    assertThat(joined.dtype()).isEqualTo(DataType.DT_FLOAT);
  }

  @Test
  void functionBodiesReferToOutputsByArgument() {
    FunctionRef function =
        graph.function(
            "body",
            List.of(DataType.DT_FLOAT, DataType.DT_INT32),
            (inner, arguments) -> {
              List<Tensor> moments =
                  inner.op("TopKV2").in(arguments.get(0)).in(arguments.get(1)).outs();
              return List.of(moments.get(1), inner.apply("Neg", moments.get(0)));
            });
    FunctionDef body = graph.build().getLibrary().getFunction(0);
    assertThat(function.results()).containsExactly(DataType.DT_INT32, DataType.DT_FLOAT);
    assertThat(body.getSignature().getInputArgList()).hasSize(2);
    assertThat(body.getNodeDef(0).getInputList()).containsExactly("arg0", "arg1");
    assertThat(body.getNodeDef(1).getInputList()).containsExactly("TopKV2:values:0");
    assertThat(body.getRetMap())
        .containsEntry("result0", "TopKV2:indices:0")
        .containsEntry("result1", "Neg:y:0");
  }

  @Test
  void functionsOfOneNameAreKeptApart() {
    FunctionRef first = graph.function("f", List.of(), (inner, none) -> List.of());
    FunctionRef second = graph.function("f", List.of(), (inner, none) -> List.of());
    assertThat(first.name()).isNotEqualTo(second.name());
    assertThat(graph.build().getLibrary().getFunctionList()).hasSize(2);
  }
}
