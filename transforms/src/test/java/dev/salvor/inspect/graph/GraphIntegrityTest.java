package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.floats;
import static dev.salvor.inspect.graph.TestGraph.func;
import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.shape;
import static dev.salvor.inspect.graph.TestGraph.type;
import static dev.salvor.inspect.graph.TestGraph.types;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

class GraphIntegrityTest {

  private static TestGraph dense() {
    return new TestGraph()
        .placeholder("x", -1, 2)
        .add(constant("w", floats(shape(2, 3), 1, 2, 3, 4, 5, 6)))
        .op("y", "MatMul", "x", "w");
  }

  @Test
  void wholeGraphHasNoFaults() {
    assertThat(GraphIntegrity.faults(dense().op("z", "Relu", "y:0", "^w").model())).isEmpty();
  }

  static Stream<Arguments> damaged() {
    TensorProto cut =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape(2, 3))
            .setTensorContent(ByteString.copyFrom(new byte[20]))
            .build();
    return Stream.of(
        Arguments.of(dense().op("y", "Relu", "x"), "y", "two nodes are named y"),
        Arguments.of(dense().op("z", "Relu", "gone"), "z", "input gone"),
        Arguments.of(dense().op("z", "Relu", "y:1"), "z", "gives 1 outputs"),
        Arguments.of(dense().op("z", "Relu", "y:-1"), "z", "gives 1 outputs"),
        Arguments.of(dense().op("z", "Relu"), "z", "has 0 inputs instead of 1"),
        Arguments.of(dense().op("z", "Relu", "^y", "x"), "z", "after a control input"),
        Arguments.of(
            dense().add(node("z", "Relu", "y").putAttr("T", type(DataType.DT_INT32))),
            "z",
            "which is float, where it needs int32"),
        Arguments.of(dense().op("z", "Assign", "y", "w"), "z", "needs a variable"),
        Arguments.of(dense().add(constant("c", cut)), "c", "takes 24 bytes, but holds 20"),
        Arguments.of(
            dense().add(constant("c", floats(shape(1L << 40, 1L << 40), 1))),
            "c",
            "impossible shape"),
        Arguments.of(
            dense().add(constant("c", floats(shape(1 << 20, 1 << 20), 1))),
            "c",
            "repeats a few values"),
        Arguments.of(dense().add(constant("c", floats(shape(-2), 1))), "c", "impossible shape"),
        Arguments.of(dense().add(node("c", "Const")), "c", "without a value"),
        Arguments.of(
            new TestGraph().op("a", "AddN", "c").op("b", "Relu", "a").op("c", "Relu", "b"),
            "a",
            "in a cycle that is no loop"),
        Arguments.of(
            dense()
                .add(
                    node("z", "PartitionedCall", "x")
                        .putAttr("Tin", types(DataType.DT_FLOAT))
                        .putAttr("Tout", types(DataType.DT_FLOAT))
                        .putAttr("f", func("nowhere"))),
            "z",
            "calls function nowhere"));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void namesTheNodeAndTheFault(TestGraph graph, String node, String message) {
    assertThat(GraphIntegrity.faults(graph.model()))
        .anySatisfy(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.GRAPH_DAMAGED);
              assertThat(finding.location().node()).isEqualTo(node);
              assertThat(finding.message()).contains(message);
            });
  }

  @Test
  void loopThroughNextIterationIsLegal() {
    TestGraph loop =
        dense()
            .op("merge", "Merge", "y", "next")
            .op("body", "Relu", "merge:0")
            .op("next", "NextIteration", "body");
    loop.add(node("unused", "NoOp"));
    assertThat(GraphIntegrity.faults(loop.model()))
        .extracting(Finding::message)
        .noneMatch(message -> message.contains("cycle"));
  }

  @Test
  void functionsThatCallEachOtherWithoutEnd() {
    OpDef.Builder f = OpDef.newBuilder().setName("f");
    OpDef.Builder g = OpDef.newBuilder().setName("g");
    TestGraph graph = dense().function(f, node("call", "g")).function(g, node("call", "f"));
    assertThat(GraphIntegrity.faults(graph.model()))
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("call each other without end"));
  }

  @Test
  void functionThatReturnsNothing() {
    OpDef.Builder f =
        OpDef.newBuilder()
            .setName("f")
            .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_FLOAT));
    assertThat(GraphIntegrity.faults(dense().function(f).model()))
        .extracting(Finding::message)
        .containsExactly("function f returns y, which nothing in it gives");
  }

  @Test
  void deepGraphsNeedNoDeepStack() {
    TestGraph chain = new TestGraph().placeholder("n0", 1);
    for (int i = 1; i < 50_000; i++) {
      chain.op("n" + i, "Relu", "n" + (i - 1));
    }
    assertThat(GraphIntegrity.faults(chain.model())).isEmpty();
  }
}
