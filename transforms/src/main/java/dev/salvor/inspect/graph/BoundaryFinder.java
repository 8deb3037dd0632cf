package dev.salvor.inspect.graph;

import dev.salvor.finding.ArtifactException;
import dev.salvor.target.OpTypes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the inputs and outputs of a graph that names none. Inputs are its placeholders; in a
 * training graph not those that only the loss takes: labels meet no parameter on their way. Outputs
 * are the last values that depend on inputs and not on labels; in a training graph only those that
 * the loss takes, or that are computed from what it takes.
 */
final class BoundaryFinder {
  private static final int MOST_INPUTS = 256;
  private static final int MOST_OUTPUTS = 32;

  /** Ops whose values end inside the graph, even when nothing takes them. */
  private static final Set<String> INNER =
      Set.of("Exit", "LoopCond", "Switch", "Enter", "NextIteration", "TensorArrayV3");

  /** Ops that keep a score from the edges before its logarithm is taken, or turn it around. */
  private static final Set<String> CLIPPING =
      Set.of("Add", "AddV2", "Sub", "Minimum", "Maximum", "ClipByValue", "Identity");

  private final ModelGraph graph;
  private final String path;
  private final DataFlow flow;
  private final BitSet training = new BitSet();
  private final IntPredicate closed;

  BoundaryFinder(ModelGraph graph, String path) {
    this.graph = graph;
    this.path = path;
    this.flow = new DataFlow(graph.main());
    BitSet machinery = new BitSet();
    for (int i = 0; i < flow.size(); i++) {
      training.set(i, NodeRoles.training(flow.node(i)));
      machinery.set(i, NodeRoles.machinery(flow.node(i)));
    }
    this.closed = i -> training.get(i) || machinery.get(i);
  }

  GraphBoundary find() {
    List<Integer> placeholders = placeholders();
    if (placeholders.size() > MOST_INPUTS) {
      throw ambiguous(
          "it has %d placeholders".formatted(placeholders.size()), List.of(), List.of());
    }
    List<Integer> labels = labels(placeholders);
    List<Integer> inputs = new ArrayList<>(placeholders);
    inputs.removeAll(labels);
    BitSet loss = flow.dependents(labels, closed);
    BitSet forward =
        training.isEmpty()
            ? flow.dependentsOrShaped(inputs, closed)
            : flow.dependents(inputs, closed);
    forward.andNot(loss);
    BitSet inner = new LossScopes(flow, loss, parameters()).inner(forward, loss, closed);
    forward.andNot(inner);
    loss.or(inner);
    List<Integer> outputs = outputs(forward, loss, labels.isEmpty());
    if (outputs.isEmpty() || outputs.size() > MOST_OUTPUTS) {
      throw ambiguous("it has %d possible outputs".formatted(outputs.size()), inputs, outputs);
    }
    Map<String, String> named = names(outputs);
    Set<String> feeds =
        inputs.stream().map(i -> flow.node(i).getName() + ":0").collect(Collectors.toSet());
    Reach reach = Reach.of(graph, named.values(), feeds);
    for (int i = 0; i < flow.size(); i++) {
      if (NodeRoles.pipeline(flow.node(i)) && reach.contains(flow.node(i))) {
        throw ambiguous(
            "its outputs take their values from the input pipeline: node %s of op %s"
                .formatted(flow.node(i).getName(), flow.node(i).getOp()),
            inputs,
            outputs);
      }
    }
    inputs.removeIf(i -> !reach.contains(flow.node(i)) && !fed(i, reach));
    return new GraphBoundary(names(inputs), named, false);
  }

  /** Whether something that is reached takes the placeholder, at which the reach ends. */
  private boolean fed(int placeholder, Reach reach) {
    return flow.consumers(placeholder).stream().anyMatch(i -> reach.contains(flow.node(i)));
  }

  /**
   * Placeholders with a default of a whole tensor stand for data, those of a scalar for a switch.
   */
  private List<Integer> placeholders() {
    List<Integer> found =
        IntStream.range(0, flow.size())
            .filter(i -> NodeRoles.placeholder(flow.node(i)) || dataWithDefault(flow.node(i)))
            .filter(i -> flow.consumers(i).stream().anyMatch(to -> !closed.test(to)))
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    if (found.isEmpty()) {
      String sources =
          IntStream.range(0, flow.size())
              .mapToObj(flow::node)
              .filter(NodeRoles::pipeline)
              .limit(3)
              .map(node -> node.getName() + " (" + node.getOp() + ")")
              .collect(Collectors.joining(", "));
      throw ambiguous(
          sources.isEmpty()
              ? "it has no placeholder"
              : "it has no placeholder: it is fed by the input pipeline " + sources,
          List.of(),
          List.of());
    }
    return found;
  }

  private static boolean dataWithDefault(NodeDef node) {
    return node.getOp().equals("PlaceholderWithDefault")
        && node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape().getDimCount()
            > 0
        && !GraphIntegrity.typeName(
                node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType())
            .equals("string");
  }

  /** The placeholders that reach the loss without meeting a parameter, in a graph that trains. */
  private List<Integer> labels(List<Integer> placeholders) {
    if (training.isEmpty()) {
      return List.of();
    }
    BitSet parameters = parameters();
    List<Integer> labels = new ArrayList<>();
    for (int placeholder : placeholders) {
      BitSet dependents = flow.dependents(List.of(placeholder), closed);
      boolean meets =
          dependents.stream()
              .anyMatch(
                  i -> !parameters.get(i) && flow.producers(i).stream().anyMatch(parameters::get));
      boolean reaches =
          dependents.stream().anyMatch(i -> flow.consumers(i).stream().anyMatch(training::get));
      if (!meets && reaches) {
        labels.add(placeholder);
      }
    }
    return labels.size() == placeholders.size() ? List.of() : labels;
  }

  /** Variables and plain copies of them. */
  private BitSet parameters() {
    List<Integer> variables =
        IntStream.range(0, flow.size())
            .filter(i -> NodeRoles.variable(flow.node(i)))
            .boxed()
            .toList();
    return flow.dependents(variables, i -> closed.test(i) || !NodeRoles.copies(flow.node(i)));
  }

  private List<Integer> outputs(BitSet forward, BitSet loss, boolean unlabelled) {
    List<Integer> last =
        forward.stream()
            .filter(i -> flow.consumers(i).stream().noneMatch(forward::get))
            .filter(i -> value(i))
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    if (unlabelled) {
      if (!training.isEmpty()) {
        throw ambiguous("it is a training graph without a placeholder for labels", List.of(), last);
      }
      return withScores(withoutStrangers(last), forward);
    }
    List<Integer> taken =
        forward.stream()
            .filter(i -> flow.consumers(i).stream().anyMatch(loss::get))
            .boxed()
            .toList();
    BitSet after = flow.dependents(taken, closed);
    last.removeIf(i -> !after.get(i));
    Map<Integer, Integer> measured = new LinkedHashMap<>();
    for (int i : last) {
      if (flow.consumers(i).stream().anyMatch(loss::get)) {
        measured(i, forward).ifPresent(from -> measured.put(i, from));
      }
    }
    Set<Integer> outputs = new TreeSet<>(last);
    outputs.removeAll(measured.keySet());
    for (int from : measured.values()) {
      BitSet derived = flow.dependents(List.of(from), closed);
      if (outputs.stream().noneMatch(derived::get)) {
        outputs.add(from);
      }
    }
    return withScores(List.copyOf(outputs), forward);
  }

  /** What a metric, or the logarithm in a cross entropy that is written out, is taken of. */
  private Optional<Integer> measured(int i, BitSet forward) {
    if (NodeRoles.choice(flow.node(i))) {
      return flow.producers(i).stream().findFirst();
    }
    if (!flow.node(i).getOp().equals("Log")) {
      return Optional.empty();
    }
    int at = i;
    do {
      List<Integer> from = flow.producers(at).stream().filter(forward::get).distinct().toList();
      if (from.size() != 1) {
        return Optional.empty();
      }
      at = from.get(0);
    } while (CLIPPING.contains(flow.node(at).getOp()));
    return NodeRoles.scores(flow.node(at)) ? Optional.of(at) : Optional.empty();
  }

  /** A custom op that nothing takes is left out where the target runs something else. */
  private List<Integer> withoutStrangers(List<Integer> last) {
    List<Integer> known = last.stream().filter(i -> graph.op(flow.node(i)).isPresent()).toList();
    return known.isEmpty() ? last : known;
  }

  /** A class is given together with the scores that it was chosen from. */
  private List<Integer> withScores(List<Integer> last, BitSet forward) {
    Set<Integer> all = new TreeSet<>(last);
    for (int i : last) {
      if (NodeRoles.choice(flow.node(i))) {
        flow.producers(i).stream()
            .filter(from -> forward.get(from) && NodeRoles.scores(flow.node(from)))
            .forEach(all::add);
      }
    }
    return List.copyOf(all);
  }

  /** Whether a node that nothing takes can be meant as an output. */
  private boolean value(int i) {
    NodeDef node = flow.node(i);
    boolean guard = node.getName().contains("AssertGuard") || node.getName().contains("assert_");
    boolean reported =
        !flow.consumers(i).isEmpty()
            && flow.consumers(i).stream().allMatch(to -> NodeRoles.machinery(flow.node(to)));
    boolean branch =
        flow.producers(i).stream().anyMatch(from -> flow.node(from).getOp().equals("Switch"))
            && graph.type(node.getName()) == DataType.DT_BOOL;
    DataType type = graph.type(node.getName());
    return !guard
        && !reported
        && !branch
        && !INNER.contains(node.getOp())
        && !NodeRoles.placeholder(node)
        && type != DataType.DT_RESOURCE
        && type != DataType.DT_VARIANT;
  }

  private Map<String, String> names(List<Integer> nodes) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i : nodes) {
      NodeDef node = flow.node(i);
      int outputs =
          node.getOp().startsWith("FusedBatchNorm")
              ? 1
              : graph.op(node).flatMap(op -> OpTypes.outputs(op, node)).map(List::size).orElse(1);
      for (int slot = 0; slot < outputs; slot++) {
        names.put(
            slot == 0 ? node.getName() : node.getName() + "_" + slot, node.getName() + ":" + slot);
      }
    }
    return names;
  }

  private ArtifactException ambiguous(String why, List<Integer> inputs, List<Integer> outputs) {
    return new BoundaryDoubt(flow, path).of(why, inputs, outputs);
  }
}
