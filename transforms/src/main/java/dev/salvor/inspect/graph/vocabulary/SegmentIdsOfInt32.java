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

  @Override
  public String id() {
    return "ops/segment-ids";
  }

  @Override
  public String description() {
    return "the ids of segments became int32";
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
    AttrValue type = node.getAttrOrThrow(TYPE);
    if (type.getType() != DataType.DT_INT32) {
      inputs.set(
          2,
          scope.emit(
              node.getName() + "/segment_ids",
              "Cast",
              Map.of("SrcT", type, "DstT", ScopeEditor.type(DataType.DT_INT32)),
              inputs.get(2)));
    }
    scope.add(node.toBuilder().removeAttr(TYPE).clearInput().addAllInput(inputs).build());
    return true;
  }
}
