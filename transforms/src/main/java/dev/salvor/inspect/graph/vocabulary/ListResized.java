package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * From TensorFlow 2.13 an item that is set beyond the end of a list makes the list longer
 * (core/kernels/list_kernels.h, TensorListSetItem). Before, the list is resized first.
 */
final class ListResized implements OpRecipe {
  private static final String RESIZES = "resize_if_index_out_of_bounds";

  @Override
  public String id() {
    return "ops/list-resize";
  }

  @Override
  public String description() {
    return "lists that grow when an item is set are resized before";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return node.getOp().equals("TensorListSetItem")
        && node.containsAttr(RESIZES)
        && target
            .op(node.getOp())
            .map(op -> op.getAttrList().stream().noneMatch(attr -> attr.getName().equals(RESIZES)))
            .orElse(false);
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    List<String> inputs = new ArrayList<>(node.getInputList());
    if (ScopeEditor.data(node).size() != 3) {
      return false;
    }
    if (node.getAttrOrThrow(RESIZES).getB()) {
      String name = node.getName() + "/resize";
      Map<String, AttrValue> ints = Map.of("T", ScopeEditor.type(DataType.DT_INT32));
      String list = inputs.get(0);
      String length = scope.emit(name + "/length", "TensorListLength", Map.of(), list);
      String one = scope.ints(name + "/one", list, List.of(1), true);
      String end = scope.emit(name + "/end", "AddV2", ints, inputs.get(1), one);
      String size = scope.emit(name + "/size", "Maximum", ints, length, end);
      inputs.set(0, scope.emit(name + "/resized", "TensorListResize", Map.of(), list, size));
    }
    scope.add(node.toBuilder().removeAttr(RESIZES).clearInput().addAllInput(inputs).build());
    return true;
  }
}
