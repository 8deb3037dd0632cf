package dev.salvor.convert.salvage;

import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.graph.TensorInfos;
import dev.salvor.inspect.pickle.estimator.Estimator;
import dev.salvor.inspect.pickle.estimator.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Adds the methods of a scikit-learn estimator to the model of its network: the signatures {@code
 * predict} and {@code predict_proba} take {@code X}, the features as they came to the estimator.
 * Where something scales them, X is float64, as scikit-learn computes; else it is what the network
 * takes. {@code serving_default} stays the network alone.
 */
public final class EstimatorSignatures {
  private static final String SCOPE = "estimator";
  private static final String INPUT = "X";
  private static final Set<ElementType> FLOATS =
      Set.of(ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.FLOAT32, ElementType.FLOAT64);

  private EstimatorSignatures() {}

  /** {@code network} with more signatures, or with a warning that says why not. */
  public static ExportableModel add(
      ExportableModel network, Estimator estimator, ConversionContext context) {
    Optional<Signature> serving =
        network.signatures().stream()
            .filter(signature -> signature.key().equals(Signature.SERVING_DEFAULT))
            .findFirst();
    Optional<String> obstacle =
        serving.isEmpty()
            ? Optional.of("the network has no signature")
            : obstacle(serving.get(), estimator);
    return obstacle
        .map(why -> network.saying(List.of(left(estimator, why))))
        .orElseGet(() -> extended(network, serving.orElseThrow(), estimator, context));
  }

  private static Optional<String> obstacle(Signature network, Estimator estimator) {
    if (network.inputs().size() != 1) {
      return Optional.of("the network has " + network.inputs().size() + " inputs");
    }
    TensorInfo input = network.inputs().values().iterator().next();
    if (!estimator.steps().isEmpty()) {
      Shape shape = shape(input);
      int width = StepGraph.width(estimator.steps());
      int in = width > 0 ? width : shape.rank() == 2 ? (int) shape.dim(1) : -1;
      Optional<Integer> out = StepGraph.width(estimator.steps(), in);
      if (!FLOATS.contains(type(input))
          || shape.rank() != 2
          || in < 1
          || out.isEmpty()
          || (shape.dim(1) != Shape.UNKNOWN && shape.dim(1) != out.get())) {
        return Optional.of("the network takes " + type(input) + shape);
      }
    }
    if (estimator.head() instanceof Head.Network) {
      return Optional.empty();
    } else if (network.outputs().size() != 1) {
      return Optional.of("the network has " + network.outputs().size() + " outputs");
    }
    TensorInfo output = network.outputs().values().iterator().next();
    Shape shape = shape(output);
    return shape.rank() != 2 || shape.dim(1) < 1 || !FLOATS.contains(type(output))
        ? Optional.of("the network gives " + type(output) + shape)
        : HeadGraph.misfit(estimator.head(), (int) shape.dim(1));
  }

  private static ExportableModel extended(
      ExportableModel network, Signature serving, Estimator estimator, ConversionContext context) {
    String scope = scope(network.graph());
    GraphBuilder graph = new GraphBuilder(context.target()).scope(scope);
    TensorInfo input = serving.inputs().values().iterator().next();
    Shape fedShape = shape(input);
    ElementType fedType = type(input);
    if (!estimator.steps().isEmpty()) {
      int width = StepGraph.width(estimator.steps());
      fedShape = Shape.of(Shape.UNKNOWN, width > 0 ? width : fedShape.dim(1));
      fedType = ElementType.FLOAT64;
    }
    Tensor x = graph.placeholder(INPUT, fedType, fedShape);
    Tensor rows = new StepGraph(graph).apply(estimator.steps(), x);
    Tensor fed =
        fedType == type(input)
            ? graph.apply("Identity", rows)
            : graph.op("Cast").in(rows).attr("DstT", type(input)).out();
    List<String> outputs = serving.outputs().values().stream().map(TensorInfo::getName).toList();
    NetworkCopy copy =
        new NetworkCopy(network, scope + "/network/", node(input.getName()), fed.node(), outputs);
    if (copy.loops()) {
      return network.saying(List.of(left(estimator, "the network holds loops of TensorFlow 1")));
    }
    Map<String, TensorInfo> inputs = Map.of(INPUT, TensorInfos.of(x, fedShape));
    List<Signature> signatures = new ArrayList<>(network.signatures());
    List<NodeDef> nodes = new ArrayList<>(network.graph().getNodeList());
    nodes.addAll(copy.nodes());
    if (estimator.head() instanceof Head.Network) {
      Map<String, TensorInfo> results = new LinkedHashMap<>();
      serving
          .outputs()
          .forEach(
              (name, info) ->
                  results.put(name, info.toBuilder().setName(tensor(copy, info)).build()));
      signatures.add(new Signature("predict", Signature.PREDICT, inputs, results));
      nodes.addAll(graph.build().getNodeList());
    } else {
      TensorInfo output = serving.outputs().values().iterator().next();
      Tensor result = graph.placeholder("output", type(output), shape(output));
      new HeadGraph(graph, result, (int) shape(output).dim(1))
          .results(estimator.head())
          .forEach(
              (method, made) ->
                  signatures.add(
                      new Signature(
                          method,
                          Signature.PREDICT,
                          inputs,
                          Map.of(made.name(), info(made, result, copy, output)))));
      nodes.addAll(spliced(graph.build(), result.node(), reference(copy, output)));
    }
    return new ExportableModel(
            network.graph().toBuilder().clearNode().addAllNode(nodes).build(),
            network.variables(),
            signatures,
            network.assets(),
            network.initializers(),
            network.fixes(),
            network.findings(),
            network.open(),
            network.source())
        .saying(List.of(added(estimator, signatures.size() - network.signatures().size())));
  }

  /** The result; where that is the output itself, the tensor of the copy. */
  private static TensorInfo info(
      HeadGraph.Result made, Tensor output, NetworkCopy copy, TensorInfo original) {
    TensorInfo info = TensorInfos.of(made.tensor(), made.shape());
    return made.tensor().node().equals(output.node())
        ? info.toBuilder().setName(tensor(copy, original)).build()
        : info;
  }

  /**
   * The nodes of {@code graph} without {@code placeholder}, in whose place {@code tensor} stands.
   */
  private static List<NodeDef> spliced(GraphDef graph, String placeholder, String tensor) {
    List<NodeDef> nodes = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      if (!node.getName().equals(placeholder)) {
        NodeDef.Builder spliced = node.toBuilder().clearInput();
        node.getInputList()
            .forEach(from -> spliced.addInput(from.equals(placeholder) ? tensor : from));
        nodes.add(spliced.build());
      }
    }
    return nodes;
  }

  /** As sessions name it, {@code node:0}. */
  private static String tensor(NetworkCopy copy, TensorInfo info) {
    String tensor = reference(copy, info);
    return tensor.contains(":") ? tensor : tensor + ":0";
  }

  /** As nodes name it. */
  private static String reference(NetworkCopy copy, TensorInfo info) {
    String name = info.getName();
    return copy.tensor(name.endsWith(":0") ? name.substring(0, name.length() - 2) : name);
  }

  private static String scope(GraphDef graph) {
    Set<String> taken =
        graph.getNodeList().stream()
            .map(node -> node.getName().split("/", 2)[0])
            .collect(Collectors.toSet());
    String scope = SCOPE;
    for (int i = 1; taken.contains(scope); i++) {
      scope = SCOPE + "_" + i;
    }
    return scope;
  }

  private static Finding added(Estimator estimator, int signatures) {
    return Finding.of(
        Rule.PICKLE_SALVAGED,
        Location.NONE,
        "%s compute%s the whole of %s from X, the features before all of it; serving_default is the"
            + " network alone",
        signatures == 1 ? "The signature predict" : "The signatures predict and predict_proba",
        signatures == 1 ? "s" : "",
        estimator.description());
  }

  /** That the signatures of {@code estimator} could not be made. */
  public static Finding left(Estimator estimator, String why) {
    return new Finding(
        Rule.PICKLE_SALVAGED,
        Level.WARNING,
        String.format(
            "The pickle also holds %s, which is not converted because %s: what it did to inputs or"
                + " outputs has to be done outside the converted model",
            estimator.description(), why),
        Location.NONE);
  }

  private static String node(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  private static ElementType type(TensorInfo info) {
    return ElementType.byNumber(info.getDtype().getNumber()).orElse(ElementType.STRING);
  }

  private static Shape shape(TensorInfo info) {
    if (info.getTensorShape().getUnknownRank()) {
      return Shape.SCALAR;
    }
    return Shape.of(
        info.getTensorShape().getDimList().stream().mapToLong(dim -> dim.getSize()).toArray());
  }
}
