package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * {@code x * sigmoid(y)} and {@code x * tanh(softplus(y))} of two outputs of one node: the remapper
 * of TensorFlow 2.9 to 2.14 (core/grappler/optimizers/remapper.cc, FindSigmoidAndMul, FindMish)
 * looks at nodes, not at their outputs, and fuses them into the swish or mish of one. Seen with
 * 2.9.3, 2.10.1 and 2.12.1; 2.8.4 and 2.15.1 compute what is written. From 2.11 on it so takes
 * {@code max(x, a * y)} for the leaky ReLU of one (FindMulAndMaximum); seen with 2.12.1, 2.18.1 and
 * 2.21.0, not with 2.10.1; models for older targets are spared it too, because they are compared on
 * the embedded 2.18. A Snapshot, which gives what it takes, stays in the graph and keeps the two
 * apart.
 */
final class SeparateOutputs implements OpRecipe {
  /** GraphDef versions of TensorFlow 2.9 and 2.15. */
  private static final int FIRST = 1087;

  private static final int MENDED = 1645;

  private static final int LONGEST_CHAIN = 16;

  @Override
  public String id() {
    return "ops/separate-outputs";
  }

  @Override
  public String description() {
    return "outputs of one node are kept apart, which the target's optimizer takes for one another";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    int version = target.graphDefVersion();
    boolean gate = node.getOp().equals("Mul") && version >= FIRST && version < MENDED;
    boolean leak = node.getOp().equals("Maximum");
    return (gate || leak)
        && ScopeEditor.data(node).size() == 2
        && target.op("Snapshot").isPresent();
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    for (int gate = 0; gate < 2; gate++) {
      int other = 1 - gate;
      String factor = source(node.getInput(other), scope);
      Optional<String> gated =
          acted(node, scope.named(source(node.getInput(gate), scope)), scope)
              .filter(
                  tensor ->
                      !tensor.equals(factor)
                          && ScopeEditor.nodeOf(tensor).equals(ScopeEditor.nodeOf(factor)));
      if (gated.isPresent()) {
        AttrValue type = node.getAttrOrDefault("T", AttrValue.getDefaultInstance());
        List<String> inputs = new ArrayList<>(node.getInputList());
        inputs.set(
            other,
            scope.emit(
                node.getName() + "/apart", "Snapshot", Map.of("T", type), node.getInput(other)));
        scope.add(node.toBuilder().clearInput().addAllInput(inputs).build());
        return true;
      }
    }
    return false;
  }

  /** The tensor that the other factor, or the other side of a maximum, is made of. */
  private static Optional<String> acted(NodeDef node, Optional<NodeDef> by, ScopeEditor scope) {
    return node.getOp().equals("Maximum") ? scaled(by, scope) : gated(by, scope);
  }

  /** The tensor that a node multiplies with a constant. */
  private static Optional<String> scaled(Optional<NodeDef> node, ScopeEditor scope) {
    return node.filter(each -> each.getOp().equals("Mul"))
        .filter(each -> ScopeEditor.data(each).size() == 2)
        .flatMap(
            each ->
                each.getInputList().stream()
                    .limit(2)
                    .map(input -> source(input, scope))
                    .filter(
                        input ->
                            scope
                                .named(input)
                                .map(NodeDef::getOp)
                                .filter("Const"::equals)
                                .isEmpty())
                    .findFirst());
  }

  /** The tensor whose sigmoid, or the tanh of whose softplus, a node computes. */
  private static Optional<String> gated(Optional<NodeDef> node, ScopeEditor scope) {
    Optional<NodeDef> inner =
        node.filter(each -> each.getOp().equals("Tanh"))
            .filter(each -> each.getInputCount() > 0)
            .flatMap(each -> scope.named(source(each.getInput(0), scope)))
            .filter(each -> each.getOp().equals("Softplus"));
    return node.filter(each -> each.getOp().equals("Sigmoid"))
        .or(() -> inner)
        .filter(each -> each.getInputCount() > 0)
        .map(each -> source(each.getInput(0), scope));
  }

  /** Where a tensor comes from, past what the optimizer takes out first. */
  private static String source(String tensor, ScopeEditor scope) {
    String from = tensor;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      Optional<NodeDef> node =
          scope
              .named(from)
              .filter(
                  each -> each.getOp().equals("Identity") || each.getOp().equals("StopGradient"))
              .filter(each -> each.getInputCount() > 0);
      if (node.isEmpty()) {
        return from;
      }
      from = node.get().getInput(0);
    }
    return from;
  }
}
