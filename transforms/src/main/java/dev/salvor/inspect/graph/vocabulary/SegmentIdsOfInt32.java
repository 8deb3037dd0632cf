package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Ids of segments, which count rows, were int32 before TensorFlow 2.3. */
final class SegmentIdsOfInt32 implements OpRecipe {
  private static final String TYPE = "Tsegmentids";
  private static final String INDICES = "Tidx";

  @Override
  public String id() {
    return "ops/segment-ids";
  }

  @Override
  public String description() {
    return "the indices and ids of segments became int32";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return node.getOp().startsWith("SparseSegment")
        && node.containsAttr(TYPE)
        && target
            .op(node.getOp())
            .map(op -> op.getAttrList().stream().noneMatch(attr -> attr.getName().equals(TYPE)))
            .orElse(false);
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    List<String> inputs = new ArrayList<>(node.getInputList());
    if (ScopeEditor.data(node).size() < 3) {
      return false;
    }
    NodeDef.Builder older = node.toBuilder().removeAttr(TYPE);
    narrow(node, scope, TYPE, 2, inputs);
    if (narrow(node, scope, INDICES, 1, inputs)) {
      older.putAttr(INDICES, ScopeEditor.type(DataType.DT_INT32));
    }
    scope.add(older.clearInput().addAllInput(inputs).build());
    return true;
  }

  /** Casts an input of int64 to int32, for which alone there were kernels. */
  private static boolean narrow(
      NodeDef node, ScopeEditor scope, String attribute, int input, List<String> inputs) {
    AttrValue type = node.getAttrMap().get(attribute);
    if (type == null || type.getType() != DataType.DT_INT64) {
      return false;
    }
    inputs.set(
        input,
        scope.emit(
            node.getName() + "/" + attribute,
            "Cast",
            Map.of("SrcT", type, "DstT", ScopeEditor.type(DataType.DT_INT32)),
            inputs.get(input)));
    return true;
  }
}
