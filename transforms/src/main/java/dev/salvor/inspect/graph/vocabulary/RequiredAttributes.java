package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpDef.AttrDef;

/**
 * Attributes that newer versions leave out because they have a default there, and that the target
 * demands: {@code RaggedTensorToVariant.Tsplits} has had one since TensorFlow 2.1.
 */
final class RequiredAttributes implements OpRecipe {

  @Override
  public String id() {
    return "ops/required-attributes";
  }

  @Override
  public String description() {
    return "attributes that had no default yet were written out";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return target.op(node.getOp()).map(op -> !missing(node, op).isEmpty()).orElse(false);
  }

  private static List<AttrDef> missing(NodeDef node, OpDef op) {
    return op.getAttrList().stream()
        .filter(attr -> !attr.hasDefaultValue() && !node.containsAttr(attr.getName()))
        .toList();
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    List<String> names = TargetRuntime.names();
    Optional<OpDef> newest = TargetRuntime.named(names.get(names.size() - 1)).op(node.getOp());
    OpDef op = scope.target().op(node.getOp()).orElseThrow();
    NodeDef.Builder builder = node.toBuilder();
    for (AttrDef attr : missing(node, op)) {
      Optional<AttrDef> later =
          newest.stream()
              .flatMap(def -> def.getAttrList().stream())
              .filter(each -> each.getName().equals(attr.getName()) && each.hasDefaultValue())
              .findFirst();
      if (later.isEmpty()) {
        return false;
      }
      builder.putAttr(attr.getName(), later.get().getDefaultValue());
    }
    scope.add(builder.build());
    return true;
  }
}
