package dev.salvor.inspect.graph;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.ObjectGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A table whose entries lie in the checkpoint, as those do that grow in training.
 *
 * @param table name of its node
 * @param keys key of its keys in the checkpoint
 * @param values key of their values
 */
public record SavedTable(String table, String keys, String values) {
  /** Tables that are saved (tensorflow/python/ops/lookup_ops.py); others are filled from files. */
  private static final Set<String> MUTABLE =
      Set.of(
          "MutableHashTable",
          "MutableHashTableV2",
          "MutableHashTableOfTensors",
          "MutableHashTableOfTensorsV2",
          "MutableDenseHashTable",
          "MutableDenseHashTableV2");

  private static final Set<String> IMPORTS = Set.of("LookupTableImport", "LookupTableImportV2");

  /**
   * Those tables of {@code cut} that the saver of {@code graph} restores.
   *
   * @param graph the whole graph, with its saver
   * @param cut what is kept of it
   * @throws ArtifactException where the saver restores a table in a way that is not known
   */
  public static List<SavedTable> of(
      ModelGraph graph, ModelGraph cut, MetaGraphDef meta, Optional<CheckpointReader> checkpoint)
      throws IOException {
    List<NodeDef> kept =
        cut.main().nodes().stream().filter(node -> MUTABLE.contains(node.getOp())).toList();
    String restore = meta.getSaverDef().getRestoreOpName();
    List<SavedTable> saved = new ArrayList<>();
    if (kept.isEmpty() || restore.isEmpty() || checkpoint.isEmpty()) {
      return saved;
    }
    Map<String, SavedTable> known = objects(graph, meta, checkpoint.get());
    Reach reach = Reach.of(graph, Set.of(restore), Set.of());
    imported(graph, reach, known);
    for (NodeDef table : kept) {
      SavedTable source = known.get(table.getName());
      if (source != null
          && checkpoint.get().entry(source.keys).isPresent()
          && checkpoint.get().entry(source.values).isPresent()) {
        saved.add(source);
      } else if (reach.contains(table)) {
        throw Finding.of(
                Rule.GRAPH_NO_VALUES,
                Location.node(table.getName()),
                "the saver restores the table %s, and the checkpoint does not tell what of it the"
                    + " entries are",
                table.getName())
            .exception();
      }
    }
    return saved;
  }

  /** Tables of a TF2 module: the checkpoint keeps an attribute of their object. */
  private static Map<String, SavedTable> objects(
      ModelGraph graph, MetaGraphDef meta, CheckpointReader checkpoint) throws IOException {
    Map<String, SavedTable> tables = new HashMap<>();
    List<ObjectGraph.Node> nodes =
        ObjectGraph.of(checkpoint).map(ObjectGraph::nodes).orElse(List.of());
    ObjectVariables.captured(graph, meta)
        .forEach(
            (handle, object) -> {
              if (object >= 0 && object < nodes.size()) {
                for (ObjectGraph.Attribute attribute : nodes.get(object).attributes()) {
                  String key = attribute.checkpointKey();
                  if (checkpoint.entry(key + "-keys").isPresent()) {
                    tables.put(handle, new SavedTable(handle, key + "-keys", key + "-values"));
                  }
                }
              }
            });
    return tables;
  }

  /** Tables of a TF1 graph: the saver imports what RestoreV2 read. */
  private static void imported(ModelGraph graph, Reach reach, Map<String, SavedTable> tables) {
    for (NodeDef node : graph.main().nodes()) {
      if (IMPORTS.contains(node.getOp()) && node.getInputCount() >= 3 && reach.contains(node)) {
        String table = TensorRef.parse(node.getInput(0)).node();
        Optional<String> keys = RestorePlan.key(graph.main(), node.getInput(1));
        Optional<String> values = RestorePlan.key(graph.main(), node.getInput(2));
        if (keys.isPresent() && values.isPresent()) {
          tables.put(table, new SavedTable(table, keys.get(), values.get()));
        }
      }
    }
  }
}
