package dev.salvor.convert.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.convert.Variable;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.graph.MetaGraphs;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.MovingAverages;
import dev.salvor.inspect.graph.VariableBinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.VariableDef;

/** The variables that a cut graph still has, with their values. */
final class BoundVariables {
  private BoundVariables() {}

  /**
   * @param graph the whole graph, with its saver
   * @param kept the variables of the part that is exported
   * @param checkpoint empty where there is none
   * @param averaged whether moving averages are taken where there are any
   */
  static List<Variable> of(
      ModelGraph graph,
      MetaGraphDef meta,
      List<NodeDef> kept,
      Optional<CheckpointReader> checkpoint,
      boolean averaged)
      throws IOException {
    if (kept.isEmpty()) {
      return List.of();
    }
    CheckpointReader reader =
        checkpoint.orElseThrow(
            () ->
                Finding.of(
                        Rule.GRAPH_NO_VALUES,
                        Location.node(kept.get(0).getName()),
                        "there is no checkpoint with the values of %s",
                        kept.get(0).getName())
                    .exception());
    Set<String> trainable = trainable(meta);
    List<Variable> variables = new ArrayList<>();
    List<VariableBinding> bindings = VariableBinding.of(graph, meta, kept, reader);
    for (VariableBinding binding : averaged ? MovingAverages.in(bindings, reader) : bindings) {
      Optional<TensorData> value = value(binding, reader);
      if (value.isPresent()) {
        variables.add(
            new Variable(
                binding.variable(),
                binding.variable(),
                value.get(),
                trainable.contains(binding.variable())));
      } else {
        throw Finding.of(
                Rule.GRAPH_NO_VALUES,
                Location.node(binding.variable()),
                "neither the checkpoint nor a constant gives the variable %s a value",
                binding.variable())
            .exception();
      }
    }
    return variables;
  }

  private static Optional<TensorData> value(VariableBinding binding, CheckpointReader reader)
      throws IOException {
    return binding.key().isPresent()
        ? Optional.of(part(reader.tensor(binding.key().get()), binding.slice()))
        : binding.initial().flatMap(ConstantTensors::of);
  }

  /**
   * The part that a slice of {@code shape_and_slices} names: {@code "10 4 0,3:-"}, rows 0 to 3 of a
   * (10, 4) tensor (tensorflow/core/framework/tensor_slice.h).
   */
  static TensorData part(TensorData whole, String slice) {
    if (slice.isEmpty()) {
      return whole;
    }
    List<String> extents = List.of(slice.substring(slice.lastIndexOf(' ') + 1).split(":", -1));
    TensorData part = whole;
    for (int axis = 0; axis < extents.size() && axis < whole.shape().rank(); axis++) {
      List<String> extent = List.of(extents.get(axis).split(",", -1));
      if (extent.size() == 2) {
        long from = number(extent.get(0), slice);
        long to = from + number(extent.get(1), slice);
        if (from < 0 || to < from || to > whole.shape().dim(axis)) {
          throw damaged(slice);
        }
        part = TensorViews.slice(part, axis, from, to);
      }
    }
    return part;
  }

  private static long number(String digits, String slice) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw damaged(slice);
    }
  }

  private static dev.salvor.finding.ArtifactException damaged(String slice) {
    return Finding.of(
            Rule.GRAPH_DAMAGED, Location.NONE, "the saver restores the impossible slice %s", slice)
        .exception();
  }

  /** Node names of the trainable variables: those of the collection, or of the object graph. */
  private static Set<String> trainable(MetaGraphDef meta) {
    Set<String> names = new HashSet<>();
    for (ByteString bytes : MetaGraphs.bytes(meta, "trainable_variables")) {
      String name = name(bytes);
      names.add(name.endsWith(":0") ? name.substring(0, name.length() - 2) : name);
    }
    meta.getObjectGraphDef().getNodesList().stream()
        .map(SavedObject::getVariable)
        .filter(SavedVariable::getTrainable)
        .forEach(variable -> names.add(variable.getName()));
    return names;
  }

  /** The name in a VariableDef; empty where it is damaged: the collection only informs. */
  private static String name(ByteString variable) {
    try {
      return VariableDef.parseFrom(variable).getVariableName();
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }
}
