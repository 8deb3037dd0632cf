package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.floats;
import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.shape;
import static dev.salvor.inspect.graph.TestGraph.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;

class GraphBoundaryTest {

  private static GraphBoundary of(TestGraph graph) {
    return GraphBoundary.of(graph.model(), "graphs/g.pb", Policy.NONE, Recorded.NOTHING);
  }

  private static TestGraph frozen() {
    return new TestGraph()
        .placeholder("x", -1, 2)
        .add(constant("w", floats(shape(2, 3), 1)))
        .op("logits", "MatMul", "x", "w")
        .op("scores", "Softmax", "logits");
  }

  @Test
  void sinksOfAFrozenGraph() {
    GraphBoundary boundary = of(frozen().placeholder("unused", 1));
    assertThat(boundary.inputs()).containsExactly(Map.entry("x", "x:0"));
    assertThat(boundary.outputs()).containsExactly(Map.entry("scores", "scores:0"));
  }

  @Test
  void aClassComesWithItsScores() {
    TestGraph graph =
        frozen()
            .add(constant("axis", floats(shape(), 1)))
            .add(node("class", "ArgMax", "scores", "axis").putAttr("T", type(DataType.DT_FLOAT)));
    assertThat(of(graph).outputs().keySet()).containsExactly("scores", "class");
  }

  /** y = x w + b; loss = mean((y - label)²); its gradient; an optimizer's step. */
  private static TestGraph training() {
    return new TestGraph()
        .placeholder("x", -1, 2)
        .placeholder("label", -1, 3)
        .variable("w", 2, 3)
        .op("hidden", "MatMul", "x", "w/read")
        .op("y", "Relu", "hidden")
        .op("sub", "Sub", "y", "label")
        .op("loss", "Square", "sub")
        .op("decay", "L2Loss", "w/read")
        .op("total", "Add", "loss", "decay")
        .op("gradients/total_grad", "Fill", "total")
        .op("gradients/y_grad", "Mul", "y", "gradients/total_grad")
        .op("train", "ApplyGradientDescent", "w", "gradients/y_grad", "gradients/y_grad")
        .add(node("summary", "ScalarSummary", "y"));
  }

  @Test
  void labelsAndLossOfATrainingGraphAreLeftOut() {
    GraphBoundary boundary = of(training());
    assertThat(boundary.inputs().values()).containsExactly("x:0");
    assertThat(boundary.outputs().values()).containsExactly("y:0");
  }

  @Test
  void probabilitiesBesideTheLossAreTheOutput() {
    assertThat(of(training().op("probabilities", "Softmax", "y")).outputs().values())
        .containsExactly("probabilities:0");
  }

  /** accuracy = argmax(y) == argmax(label): the metric adds no output beside the probabilities. */
  @Test
  void metricsAddNoOutput() {
    TestGraph graph =
        training()
            .op("probabilities", "Softmax", "y")
            .add(constant("axis", floats(shape(), 1)))
            .add(node("guess", "ArgMax", "y", "axis").putAttr("T", type(DataType.DT_FLOAT)))
            .add(node("truth", "ArgMax", "label", "axis").putAttr("T", type(DataType.DT_FLOAT)))
            .add(node("right", "Equal", "guess", "truth").putAttr("T", type(DataType.DT_INT64)));
    assertThat(of(graph).outputs().values()).containsExactly("probabilities:0");
  }

  /** tf.nn.sigmoid_cross_entropy_with_logits computes with the logits alone before labels come. */
  @Test
  void whatComputesTheLossIsNoOutput() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 2)
            .placeholder("label", -1, 3)
            .variable("w", 2, 3)
            .op("logits", "MatMul", "x", "w/read")
            .op("logistic_loss/Relu", "Relu", "logits")
            .op("logistic_loss/mul", "Mul", "logits", "label")
            .op("logistic_loss/sub", "Sub", "logistic_loss/Relu", "logistic_loss/mul")
            .op("logistic_loss/Exp", "Exp", "logits")
            .op("logistic_loss/Log1p", "Log1p", "logistic_loss/Exp")
            .op("logistic_loss", "Add", "logistic_loss/sub", "logistic_loss/Log1p")
            .op("gradients/loss_grad", "Fill", "logistic_loss")
            .op("gradients/exp_grad", "Mul", "logistic_loss/Exp", "gradients/loss_grad")
            .op("train", "ApplyGradientDescent", "w", "gradients/exp_grad");
    assertThat(of(graph).outputs().values()).containsExactly("logits:0");
    assertThat(of(graph.op("probability", "Sigmoid", "logits")).outputs().values())
        .containsExactly("probability:0");
  }

  /** loss = label · log(max(y, ε)) + (1 - label) · log(1 - y + ε), written out. */
  @Test
  void logarithmsOfACrossEntropyAreNoOutputs() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 2)
            .placeholder("label", -1, 3)
            .variable("w", 2, 3)
            .add(constant("one", floats(shape(), 1)))
            .op("logits", "MatMul", "x", "w/read")
            .op("y", "Sigmoid", "logits")
            .op("clipped", "Maximum", "y", "one")
            .op("Log", "Log", "clipped")
            .op("not", "Sub", "one", "y")
            .op("Add", "AddV2", "not", "one")
            .op("Log_1", "Log", "Add")
            .op("mul", "Mul", "label", "Log")
            .op("mul_1", "Mul", "label", "Log_1")
            .op("loss", "Add", "mul", "mul_1")
            .op("gradients/loss_grad", "Fill", "loss")
            .op("train", "ApplyGradientDescent", "w", "gradients/loss_grad");
    assertThat(of(graph).outputs().values()).containsExactly("y:0");
  }

  /** A scope that holds the whole model is none of a loss. */
  @Test
  void theModelsOwnScopeIsNoLoss() {
    TestGraph graph =
        new TestGraph()
            .placeholder("m/x", -1, 2)
            .placeholder("m/label", -1, 3)
            .variable("m/dense/w", 2, 3)
            .op("m/dense/y", "MatMul", "m/x", "m/dense/w/read")
            .op("m/out", "Tanh", "m/dense/y")
            .op("m/sub", "Sub", "m/out", "m/label")
            .op("m/gradients/loss_grad", "Fill", "m/sub")
            .op("m/train", "ApplyGradientDescent", "m/dense/w", "m/gradients/loss_grad");
    assertThat(of(graph).outputs().values()).containsExactly("m/out:0");
  }

  @Test
  void trainingWithoutLabelsIsRefusedWithCandidates() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 2)
            .variable("w", 2, 2)
            .op("y", "MatMul", "x", "w/read")
            .op("loss", "L2Loss", "y")
            .op("gradients/loss_grad", "Fill", "loss")
            .op("train", "ApplyGradientDescent", "w", "gradients/loss_grad");
    assertThatThrownBy(() -> of(graph))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("loss:0")
        .hasMessageContaining("\"path\": \"graphs/g.pb\"");
  }

  @Test
  void inputPipelinesAreNamed() {
    TestGraph graph = new TestGraph().add(node("next", "IteratorGetNext")).op("y", "Relu", "next");
    assertThatThrownBy(() -> of(graph))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("next (IteratorGetNext)");
  }

  @Test
  void customOpsThatNothingTakesAreLeftOut() {
    assertThat(of(frozen().add(node("rogue", "HorovodAllreduce", "x"))).outputs())
        .doesNotContainKey("rogue");
  }

  /** Whoever recorded outputs named the boundary by it, as long as the graph has these tensors. */
  @Test
  void whatWasRecordedDecides() {
    Recorded logits = new Recorded(Set.of("x"), Set.of("logits"));
    GraphBoundary boundary = GraphBoundary.of(frozen().model(), "g.pb", Policy.NONE, logits);
    assertThat(boundary.outputs()).containsExactly(Map.entry("logits", "logits:0"));
    for (Recorded other :
        List.of(
            new Recorded(Set.of("x"), Set.of("gone")), new Recorded(Set.of(), Set.of("logits")))) {
      assertThat(GraphBoundary.of(frozen().model(), "g.pb", Policy.NONE, other).outputs().keySet())
          .containsExactly("scores");
    }
  }

  @Test
  void thePolicyDecides() {
    Policy policy =
        new Policy(
            List.of(),
            Map.of(),
            List.of(
                new Policy.GraphRule(
                    "graphs/*.pb", Map.of("image", "x:0"), Map.of("raw", "logits:0"))),
            Map.of());
    GraphBoundary boundary =
        GraphBoundary.of(frozen().model(), "graphs/g.pb", policy, Recorded.NOTHING);
    assertThat(boundary.decided()).isTrue();
    assertThat(boundary.outputs()).containsExactly(Map.entry("raw", "logits:0"));
    Policy wrong =
        new Policy(
            List.of(),
            Map.of(),
            List.of(new Policy.GraphRule("**", Map.of(), Map.of("y", "gone:0"))),
            Map.of());
    assertThatThrownBy(
            () -> GraphBoundary.of(frozen().model(), "graphs/g.pb", wrong, Recorded.NOTHING))
        .hasMessageContaining("gone:0");
  }
}
