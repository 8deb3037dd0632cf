package dev.salvor.inspect.graph;

import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.ObjectGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, Integer> captured = captured(graph, meta);
    if (captured.isEmpty()) {
      return keys;
    }
    List<ObjectGraph.Node> nodes =
        ObjectGraph.of(checkpoint).map(ObjectGraph::nodes).orElse(List.of());
    captured.forEach(
        (handle, object) -> {
          if (object >= 0 && object < nodes.size()) {
            ObjectGraph.valueKey(nodes.get(object)).ifPresent(key -> keys.put(handle, key));
          }
        });
    return keys;
  }

  /** Handle in the graph to the number of its object: the last inputs of calls are captures. */
  static Map<String, Integer> captured(ModelGraph graph, MetaGraphDef meta) {
    Map<String, Integer> captured = new HashMap<>();
    if (meta.getObjectGraphDef().getConcreteFunctionsCount() == 0) {
      return captured;
    }
    for (NodeDef call : graph.main().nodes()) {
      for (String name : ModelGraph.called(call)) {
        SavedConcreteFunction function =
            meta.getObjectGraphDef().getConcreteFunctionsMap().get(name);
        if (function != null) {
          bind(call, function.getBoundInputsList(), captured);
        }
      }
    }
    return captured;
  }

  private static void bind(NodeDef call, List<Integer> objects, Map<String, Integer> captured) {
    List<String> inputs = new ArrayList<>(call.getInputList());
    inputs.removeIf(input -> input.startsWith("^"));
    int first = inputs.size() - objects.size();
    for (int i = 0; i < objects.size() && first >= 0; i++) {
      captured.putIfAbsent(TensorRef.parse(inputs.get(first + i)).node(), objects.get(i));
    }
  }
}
