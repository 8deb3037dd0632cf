package dev.salvor.convert.keras.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.checkpoint.CheckpointEntry;
import dev.salvor.format.checkpoint.ObjectGraph;
import dev.salvor.format.checkpoint.ObjectGraph.Attribute;
import dev.salvor.format.checkpoint.ObjectGraph.Node;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointKeysTest {
  private final List<Node> nodes = new ArrayList<>();

  @Test
  void findsLayersByTheirPositionAmongThoseWithWeights() {
    int first = object("kernel", value("k0", "a/kernel"), "bias", value("b0", "a/bias"));
    int second = object("kernel", value("k1", "b/kernel"), "bias", value("b1", "b/bias"));
    ObjectGraph graph =
        graph(
            "layer-0", object(),
            "layer_with_weights-0", first,
            "layer-1", first,
            "layer_with_weights-1", second);
    BuiltLayer model = model(dense("x"), layer("flat", false), dense("y"));
    assertThat(new ObjectKeys(graph).of(model).values()).containsExactly("k0", "b0", "k1", "b1");
  }

  @Test
  void looksIntoACheckpointThatHoldsTheModel() {
    int layer = object("kernel", value("k", "a/kernel"), "bias", value("b", "a/bias"));
    int model = object("layer_with_weights-0", layer);
    ObjectGraph graph = graph("model", model, "optimizer", object(), "step", value("s", "step"));
    assertThat(new ObjectKeys(graph).of(model(dense("x"))).values()).containsExactly("k", "b");
  }

  @Test
  void followsCellsInAListAndPrivateAttributes() {
    int cells =
        object("0", object("kernel", value("c0", "k")), "1", object("kernel", value("c1", "k")));
    int rnn = object("cell", object("cells", cells), "_states", value("s", "states"));
    BuiltLayer cell = layer("cell", false);
    for (String name : List.of("cells/lstm_cell", "cells/gru_cell")) {
      BuiltLayer inner = layer(name, false);
      inner.own().add(weight("kernel", 2));
      cell.children().put(name, inner);
    }
    BuiltLayer layer = layer("rnn", false);
    layer.children().put("cell", cell);
    int attention = object("_query_dense", object("kernel", value("q", "k")));
    BuiltLayer query = layer("query_dense", false);
    query.own().add(weight("kernel", 2));
    BuiltLayer mha = layer("mha", false);
    mha.children().put("query_dense", query);
    ObjectGraph graph = graph("layer_with_weights-0", rnn, "layer_with_weights-1", attention);
    assertThatThrownBy(() -> new ObjectKeys(graph).of(model(layer, mha)))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("does not have: s");
    nodes.get(rnn).children().remove("_states");
    assertThat(new ObjectKeys(graph).of(model(layer, mha)).values())
        .containsExactly("c0", "c1", "q");
  }

  @Test
  void refusesAnotherNumberOfLayers() {
    int layer = object("kernel", value("k", "a/kernel"), "bias", value("b", "a/bias"));
    assertThatThrownBy(
            () ->
                new ObjectKeys(graph("layer_with_weights-0", layer))
                    .of(model(dense("x"), dense("y"))))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("has 2 layers with weights, the checkpoint 1");
  }

  @Test
  void findsVariablesByNameWhateverTheScope() {
    VariableNames names =
        new VariableNames(
            List.of(
                entry("scope/x/kernel", 2, 2),
                entry("scope/x/bias", 2),
                entry("scope/y/kernel", 2, 2),
                entry("scope/y/bias", 2),
                entry("training/Adam/scope/x/kernel/m", 2, 2),
                entry("global_step")));
    assertThat(names.of(model(dense("x"), dense("y"))).values())
        .containsExactly("scope/x/kernel", "scope/x/bias", "scope/y/kernel", "scope/y/bias");
  }

  @Test
  void refusesVariablesThatAreNotInTheModel() {
    VariableNames names =
        new VariableNames(
            List.of(entry("x/kernel", 2, 2), entry("x/bias", 2), entry("z/kernel", 2, 2)));
    assertThatThrownBy(() -> names.of(model(dense("x"))))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("z/kernel");
  }

  private ObjectGraph graph(Object... children) {
    int root = object(children);
    List<Node> ordered = new ArrayList<>(nodes);
    ordered.add(0, shifted(nodes.get(root)));
    for (int i = 0; i < nodes.size(); i++) {
      ordered.set(i + 1, shifted(nodes.get(i)));
    }
    nodes.clear();
    nodes.addAll(ordered.subList(1, ordered.size()));
    return new ObjectGraph(ordered);
  }

  /** The root comes first, so that all others move by one. */
  private static Node shifted(Node node) {
    Map<String, Integer> children = new LinkedHashMap<>();
    node.children().forEach((name, child) -> children.put(name, child + 1));
    return new Node(children, node.attributes(), List.of());
  }

  private int object(Object... children) {
    Map<String, Integer> named = new LinkedHashMap<>();
    for (int i = 0; i < children.length; i += 2) {
      named.put((String) children[i], (Integer) children[i + 1]);
    }
    nodes.add(new Node(named, List.of(), List.of()));
    return nodes.size() - 1;
  }

  private int value(String key, String fullName) {
    nodes.add(
        new Node(
            Map.of(),
            List.of(new Attribute(ObjectGraph.VARIABLE_VALUE, fullName, key)),
            List.of()));
    return nodes.size() - 1;
  }

  private static CheckpointEntry entry(String key, long... dims) {
    return new CheckpointEntry(key, 1, Shape.of(dims), 0);
  }

  private static BuiltLayer model(BuiltLayer... layers) {
    BuiltLayer model = layer("m", true);
    for (BuiltLayer layer : layers) {
      model.children().put(layer.name(), layer);
    }
    return model;
  }

  private static BuiltLayer dense(String name) {
    BuiltLayer dense = layer(name, false);
    dense.own().add(weight("kernel", 2, 2));
    dense.own().add(weight("bias", 2));
    return dense;
  }

  private static Weight weight(String name, long... dims) {
    return new Weight(name, name, ElementType.FLOAT32, Shape.of(dims), true);
  }

  private static BuiltLayer layer(String name, boolean model) {
    return new BuiltLayer(
        name, "Any", new LayerConfig(JsonNodeFactory.instance.objectNode(), name), model);
  }
}
