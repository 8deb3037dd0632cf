package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointEntry;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.target.OpTypes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Whether a checkpoint holds what a graph restores from it, in type and shape. */
final class VariableCheck {
  private VariableCheck() {}

  /** What {@code reads} ask for and {@code checkpoint} does not hold, or holds otherwise. */
  static List<Finding> faults(
      ModelGraph graph, List<RestorePlan.Read> reads, CheckpointReader checkpoint, String file) {
    FindingList findings = new FindingList();
    for (RestorePlan.Read read : reads) {
      Optional<CheckpointEntry> entry = checkpoint.entry(read.key());
      Optional<String> fault =
          entry.isEmpty()
              ? Optional.of("the graph restores it, but the checkpoint has no such tensor")
              : mismatch(graph, read, entry.get());
      fault.ifPresent(
          what ->
              findings.add(
                  Finding.of(
                      Rule.CHECKPOINT_DAMAGED,
                      Location.tensor(read.key()).inFile(file),
                      "%s: %s",
                      read.key(),
                      what)));
    }
    return findings.list();
  }

  private static Optional<String> mismatch(
      ModelGraph graph, RestorePlan.Read read, CheckpointEntry entry) {
    if (OpTypes.base(read.type()) != DataType.DT_INVALID
        && OpTypes.base(read.type()).getNumber() != entry.dataType()) {
      return Optional.of(
          "the graph restores it as %s, the checkpoint holds it as %s"
              .formatted(
                  GraphIntegrity.typeName(OpTypes.base(read.type())),
                  entry.type().map(type -> type.id()).orElse("type " + entry.dataType())));
    }
    Optional<DataType> declared =
        read.variable()
            .flatMap(name -> graph.main().node(name))
            .map(node -> node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType())
            .map(OpTypes::base)
            .filter(type -> type != DataType.DT_INVALID && type != OpTypes.base(read.type()));
    if (declared.isPresent()) {
      return Optional.of(
          "the variable of the graph is %s, the saver restores it as %s"
              .formatted(
                  GraphIntegrity.typeName(declared.get()),
                  GraphIntegrity.typeName(OpTypes.base(read.type()))));
    }
    if (!read.slice().isEmpty()) {
      return Optional.empty();
    }
    return read.variable()
        .flatMap(name -> graph.main().node(name))
        .map(node -> node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()))
        .filter(shape -> shape.hasShape() && !matches(shape.getShape(), entry))
        .map(
            shape ->
                "the variable of the graph has shape %s, the tensor in the checkpoint %s"
                    .formatted(ConstantCheck.say(shape.getShape()), say(entry)));
  }

  private static boolean matches(TensorShapeProto shape, CheckpointEntry entry) {
    if (shape.getUnknownRank()) {
      return true;
    }
    if (shape.getDimCount() != entry.shape().rank()) {
      return false;
    }
    for (int i = 0; i < shape.getDimCount(); i++) {
      long dim = shape.getDim(i).getSize();
      if (dim >= 0 && dim != entry.shape().dim(i)) {
        return false;
      }
    }
    return true;
  }

  private static String say(CheckpointEntry entry) {
    StringBuilder text = new StringBuilder("[");
    for (long dim : entry.shape().dims()) {
      text.append(text.length() > 1 ? "," : "").append(dim);
    }
    return text.append("]").toString();
  }

  /** The variables that running {@code initializers} sets. */
  static Set<String> assigned(ModelGraph graph, Collection<String> initializers) {
    Reach reach = Reach.of(graph, initializers, Set.of());
    return graph.main().nodes().stream()
        .filter(node -> reach.contains(node) && node.getInputCount() > 0)
        .filter(node -> node.getOp().equals("Assign") || node.getOp().equals("AssignVariableOp"))
        .map(node -> TensorRef.parse(node.getInput(0)).node())
        .collect(Collectors.toSet());
  }

  /** The variables that running {@code reach} reads. */
  static List<NodeDef> variables(ModelGraph graph, Reach reach) {
    return graph.main().nodes().stream()
        .filter(reach::contains)
        .filter(
            node ->
                node.getOp().equals("VarHandleOp")
                    || node.getOp().equals("VariableV2")
                    || node.getOp().equals("Variable"))
        .toList();
  }
}
