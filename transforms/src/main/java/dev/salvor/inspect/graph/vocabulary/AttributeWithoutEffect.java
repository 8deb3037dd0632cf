package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Attributes newer than the target that change nothing that the node gives. */
final class AttributeWithoutEffect implements OpRecipe {
  /** Op and attribute to when its value has no effect. */
  private static final Map<String, BiPredicate<NodeDef, ScopeEditor>> TABLE =
      Map.of(
          // a name for error messages (tensorflow/core/ops/resource_variable_ops.cc)
          "VarHandleOp.debug_name", (node, scope) -> true,
          // refuses a value of another shape, which no restored value has
          "AssignVariableOp.validate_shape", (node, scope) -> true,
          // weighs the statistics of training against the running ones, outputs 1 and 2
          "FusedBatchNormV3.exponential_avg_factor", AttributeWithoutEffect::statisticsUnused);

  /** Attributes whose value no check holds against a runtime that passes over them. */
  private static final Set<String> IGNORED = Set.of("debug_name");

  private static boolean statisticsUnused(NodeDef node, ScopeEditor scope) {
    AttrValue training = node.getAttrMap().get("is_training");
    return (training != null && !training.getB()) || !scope.takesBeyondFirst(node, "y");
  }

  @Override
  public String id() {
    return "ops/attribute-without-effect";
  }

  @Override
  public String description() {
    return "attributes that the target does not know and that have no effect here were left out";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return node.getAttrMap().keySet().stream().anyMatch(name -> unknown(node, name, target));
  }

  private static boolean unknown(NodeDef node, String name, TargetRuntime target) {
    boolean refused = !IGNORED.contains(name) || target.refusesUnknownAttributes();
    return refused
        && TABLE.containsKey(node.getOp() + "." + name)
        && target
            .op(node.getOp())
            .map(op -> op.getAttrList().stream().noneMatch(attr -> attr.getName().equals(name)))
            .orElse(false);
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    NodeDef.Builder builder = node.toBuilder();
    for (String name : node.getAttrMap().keySet()) {
      BiPredicate<NodeDef, ScopeEditor> idle = TABLE.get(node.getOp() + "." + name);
      if (idle != null && unknown(node, name, scope.target())) {
        if (!idle.test(node, scope)) {
          return false;
        }
        builder.removeAttr(name);
      }
    }
    scope.add(builder.build());
    return true;
  }
}
