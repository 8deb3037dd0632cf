package dev.salvor.inspect.graph;

import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.ObjectGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;

/**
 * Where loaders in Python find the values of a TF2 module's variables: by its objects, which are
 * numbered alike in the SavedModel and in its checkpoint. Keras 3 saved with tf.saved_model.save
 * has variables that its saver does not restore, so that loaders in C++ find no value for them.
 */
final class ObjectVariables {
  private ObjectVariables() {}

  /** Handle in the graph to key in the checkpoint; without the graphs that keep no objects. */
  static Map<String, String> keys(ModelGraph graph, MetaGraphDef meta, CheckpointReader checkpoint)
      throws IOException {
    Map<String, String> keys = new HashMap<>();
    if (meta.getObjectGraphDef().getConcreteFunctionsCount() == 0) {
      return keys;
    }
    List<ObjectGraph.Node> nodes =
        ObjectGraph.of(checkpoint).map(ObjectGraph::nodes).orElse(List.of());
    for (NodeDef call : graph.main().nodes()) {
      for (String name : ModelGraph.called(call)) {
        SavedConcreteFunction function =
            meta.getObjectGraphDef().getConcreteFunctionsMap().get(name);
        if (function != null) {
          bind(call, function.getBoundInputsList(), nodes, keys);
        }
      }
    }
    return keys;
  }

  /** The last inputs of a call are the objects that its function captures. */
  private static void bind(
      NodeDef call,
      List<Integer> captured,
      List<ObjectGraph.Node> nodes,
      Map<String, String> keys) {
    List<String> inputs = new ArrayList<>(call.getInputList());
    inputs.removeIf(input -> input.startsWith("^"));
    int first = inputs.size() - captured.size();
    for (int i = 0; i < captured.size() && first >= 0; i++) {
      int object = captured.get(i);
      Optional<String> key =
          object >= 0 && object < nodes.size()
              ? ObjectGraph.valueKey(nodes.get(object))
              : Optional.empty();
      String handle = TensorRef.parse(inputs.get(first + i)).node();
      key.ifPresent(value -> keys.putIfAbsent(handle, value));
    }
  }
}
