package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.target.OpTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Whether signatures name tensors that the graph has, with the types that they have there. */
final class SignatureCheck {
  private final ModelGraph graph;
  private final MetaGraphDef meta;
  private final FindingList findings = new FindingList();

  private SignatureCheck(ModelGraph graph, MetaGraphDef meta) {
    this.graph = graph;
    this.meta = meta;
  }

  static List<Finding> faults(ModelGraph graph, MetaGraphDef meta) {
    SignatureCheck check = new SignatureCheck(graph, meta);
    MetaGraphs.callable(meta).forEach(check::signature);
    for (String node : MetaGraphs.initializers(meta)) {
      if (graph.main().node(TensorRef.parse(node).node()).isEmpty()) {
        check.findings.add(
            Finding.of(
                Rule.SAVED_MODEL_SIGNATURE,
                Location.node(node),
                "the initialiser %s is not in the graph",
                node));
      }
    }
    return check.findings.list();
  }

  private void signature(String key, SignatureDef signature) {
    tensors(key, "input", signature.getInputsMap());
    tensors(key, "output", signature.getOutputsMap());
    for (String placeholder : unnamed(graph, meta, signature)) {
      findings.add(
          Finding.of(
              Rule.GRAPH_INPUT_UNNAMED,
              Location.node(placeholder),
              "the outputs of signature %s need the placeholder %s, which is none of its inputs",
              key,
              placeholder));
    }
  }

  /** Placeholders that the outputs of a signature need and that nothing feeds, in graph order. */
  static List<String> unnamed(ModelGraph graph, MetaGraphDef meta, SignatureDef signature) {
    Set<String> fed = MetaGraphs.tensors(signature.getInputsMap());
    Set<String> assets = MetaGraphs.assetTensors(meta);
    Reach reach = Reach.of(graph, MetaGraphs.tensors(signature.getOutputsMap()), fed);
    return graph.main().nodes().stream()
        .filter(NodeRoles::placeholder)
        .filter(reach::contains)
        .map(NodeDef::getName)
        .filter(name -> !fed.contains(name + ":0") && !assets.contains(name + ":0"))
        .toList();
  }

  private void tensors(String key, String side, Map<String, TensorInfo> infos) {
    new TreeMap<>(infos)
        .forEach(
            (name, info) -> MetaGraphs.parts(info).forEach(part -> tensor(key, side, name, part)));
  }

  private void tensor(String key, String side, String name, TensorInfo info) {
    TensorRef ref = TensorRef.parse(info.getName());
    Optional<NodeDef> node = graph.main().node(ref.node());
    Optional<Integer> outputs =
        node.flatMap(n -> graph.op(n.getOp()).flatMap(op -> OpTypes.outputs(op, n)))
            .map(List::size);
    if (node.isEmpty() || outputs.filter(count -> ref.index() < count).isEmpty()) {
      boolean unknownOp = node.isPresent() && graph.op(node.get().getOp()).isEmpty();
      if (!unknownOp) {
        fault(
            "%s %s of signature %s is the tensor %s, which the graph does not have"
                .formatted(side, name, key, info.getName()),
            info.getName());
      }
      return;
    }
    DataType type = graph.type(info.getName());
    if (type != DataType.DT_INVALID
        && info.getDtype() != DataType.DT_INVALID
        && OpTypes.base(info.getDtype()) != type) {
      fault(
          "%s %s of signature %s is said to be %s, but the tensor %s is %s"
              .formatted(
                  side,
                  name,
                  key,
                  GraphIntegrity.typeName(info.getDtype()),
                  info.getName(),
                  GraphIntegrity.typeName(type)),
          info.getName());
    }
  }

  private void fault(String message, String tensor) {
    findings.add(Finding.of(Rule.SAVED_MODEL_SIGNATURE, Location.tensor(tensor), message));
  }
}
