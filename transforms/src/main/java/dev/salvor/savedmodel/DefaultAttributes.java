package dev.salvor.savedmodel;

import dev.salvor.target.TargetRuntime;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef.AttrDef;

/**
 * Takes attributes that have their op's default out of a graph, as TensorFlow's {@code
 * strip_default_attrs} does: runtimes that do not know the attribute can then load the node, and
 * those that do fill the default in.
 */
final class DefaultAttributes {
  private final TargetRuntime target;

  DefaultAttributes(TargetRuntime target) {
    this.target = target;
  }

  void strip(GraphDef.Builder graph) {
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      strip(node);
    }
    for (FunctionDef.Builder function : graph.getLibraryBuilder().getFunctionBuilderList()) {
      for (NodeDef.Builder node : function.getNodeDefBuilderList()) {
        strip(node);
      }
    }
    if (graph.getLibrary().getSerializedSize() == 0) {
      graph.clearLibrary();
    }
  }

  private void strip(NodeDef.Builder node) {
    // Calls of functions by their name are in no registry.
    target
        .op(node.getOp())
        .ifPresent(
            op -> {
              for (AttrDef attr : op.getAttrList()) {
                if (attr.hasDefaultValue()
                    && attr.getDefaultValue().equals(node.getAttrOrDefault(attr.getName(), null))) {
                  node.removeAttr(attr.getName());
                }
              }
            });
  }
}
