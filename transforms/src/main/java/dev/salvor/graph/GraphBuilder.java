package dev.salvor.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/**
 * Builds a GraphDef, or the body of a function, node by node. An op that the target does not
 * register is a {@link Rule#GRAPH_OP_UNKNOWN} finding, a wrong use of one an IllegalStateException.
 * A builder is a view under a name prefix; all views share one graph.
 */
public final class GraphBuilder {

  /** What all views of one graph or function body share. */
  private static final class Body {
    final boolean function;
    final List<NodeDef> nodes = new ArrayList<>();
    final Map<String, Integer> names = new HashMap<>();
    final Map<String, FunctionDef> library;

    Body(boolean function, Map<String, FunctionDef> library) {
      this.function = function;
      this.library = library;
    }
  }

  private final TargetRuntime target;
  private final Body body;
  private final String prefix;

  public GraphBuilder(TargetRuntime target) {
    this(target, new Body(false, new LinkedHashMap<>()), "");
  }

  private GraphBuilder(TargetRuntime target, Body body, String prefix) {
    this.target = target;
    this.body = body;
    this.prefix = prefix;
  }

  public TargetRuntime target() {
    return target;
  }

  /** A view that prefixes names with {@code name}, made legal and unique. */
  public GraphBuilder scope(String name) {
    return new GraphBuilder(target, body, unique(prefix + legal(name)) + "/");
  }

  /** What names of this view begin with: empty, or a path that ends in a slash. */
  public String prefix() {
    return prefix;
  }

  /** Starts a node of type {@code type}, named after it. */
  public OpBuilder op(String type) {
    return op(type, type);
  }

  /** Starts a node of type {@code type}. */
  public OpBuilder op(String type, String name) {
    OpDef op =
        target
            .op(type)
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.GRAPH_OP_UNKNOWN,
                            Location.node(prefix + name),
                            "%s (TensorFlow %s) has no op %s",
                            target.name(),
                            target.tensorflow(),
                            type)
                        .exception());
    return new OpBuilder(this, op, unique(prefix + legal(name)));
  }

  /** An op with single tensors as inputs, all other attributes at their default, one output. */
  public Tensor apply(String type, Tensor... inputs) {
    OpBuilder op = op(type);
    for (Tensor input : inputs) {
      op.in(input);
    }
    return op.out();
  }

  public Tensor placeholder(String name, ElementType type, Shape shape) {
    return op("Placeholder", name).attr("dtype", type).attr("shape", shape).out();
  }

  public Tensor constant(TensorProto value) {
    return op("Const").attr("dtype", value.getDtype()).attr("value", value).out();
  }

  /** A scalar of type {@code type}. */
  public Tensor scalar(ElementType type, double value) {
    return constant(Constants.numbers(type, Shape.SCALAR, new double[] {value}));
  }

  /** A scalar of the type of {@code like}. */
  public Tensor scalarLike(Tensor like, double value) {
    return scalar(like.type(), value);
  }

  public Tensor numbers(ElementType type, Shape shape, double... values) {
    return constant(Constants.numbers(type, shape, values));
  }

  /** An int32 scalar. */
  public Tensor intScalar(int value) {
    return constant(Constants.ints(Shape.SCALAR, new int[] {value}));
  }

  /** An int32 vector. */
  public Tensor ints(int... values) {
    return constant(Constants.ints(Shape.of(values.length), values));
  }

  /** An int64 vector. */
  public Tensor longs(long... values) {
    return constant(Constants.longs(Shape.of(values.length), values));
  }

  public Tensor strings(Shape shape, List<String> values) {
    return constant(Constants.strings(shape, values));
  }

  /** A constant of any numeric type from little-endian bytes in row-major order. */
  public Tensor raw(ElementType type, Shape shape, byte[] littleEndian) {
    return constant(Constants.raw(type, shape, littleEndian));
  }

  /**
   * Adds a function to the library. Bodies see only their arguments: what they capture is passed.
   *
   * @param name made unique in the library
   * @param arguments their types
   * @param define from a builder of the body and the arguments to the results
   */
  public FunctionRef function(
      String name,
      List<DataType> arguments,
      java.util.function.BiFunction<GraphBuilder, List<Tensor>, List<Tensor>> define) {
    String unique = legal(prefix + name).replace('/', '_');
    for (int i = 1; body.library.containsKey(unique); i++) {
      unique = legal(prefix + name).replace('/', '_') + "_" + i;
    }
    body.library.put(unique, FunctionDef.getDefaultInstance());
    GraphBuilder inner = new GraphBuilder(target, new Body(true, body.library), "");
    OpDef.Builder signature = OpDef.newBuilder().setName(unique);
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = inner.unique("arg" + i);
      signature.addInputArg(OpDef.ArgDef.newBuilder().setName(argument).setType(arguments.get(i)));
      inputs.add(new Tensor(argument, null, 0, 0, arguments.get(i)));
    }
    List<Tensor> results = define.apply(inner, inputs);
    FunctionDef.Builder function = FunctionDef.newBuilder();
    for (int i = 0; i < results.size(); i++) {
      String result = "result" + i;
      signature.addOutputArg(
          OpDef.ArgDef.newBuilder().setName(result).setType(results.get(i).dtype()));
      function.putRet(result, results.get(i).reference(true));
    }
    function.setSignature(signature).addAllNodeDef(inner.body.nodes);
    body.library.put(unique, function.build());
    return new FunctionRef(unique, results.stream().map(Tensor::dtype).toList());
  }

  /** The graph as built so far, at the target's version. */
  public GraphDef build() {
    GraphDef.Builder graph =
        GraphDef.newBuilder()
            .addAllNode(body.nodes)
            .setVersions(VersionDef.newBuilder().setProducer(target.graphDefVersion()));
    if (!body.library.isEmpty()) {
      graph.setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(body.library.values()));
    }
    return graph.build();
  }

  String reference(Tensor tensor) {
    return tensor.reference(body.function);
  }

  void add(NodeDef node) {
    body.nodes.add(node);
  }

  /**
   * Node names match {@code [A-Za-z0-9.][A-Za-z0-9_>./\-]*}
   * (tensorflow/core/framework/node_def_util.cc).
   */
  private static String legal(String name) {
    String cleaned = name.replaceAll("[^A-Za-z0-9_./\\-]", "_");
    return cleaned.isEmpty() || !Character.isLetterOrDigit(cleaned.charAt(0))
        ? "n" + cleaned
        : cleaned;
  }

  private String unique(String name) {
    String candidate = name;
    while (body.names.containsKey(candidate)) {
      int next = body.names.merge(name, 1, Integer::sum);
      candidate = name + "_" + next;
    }
    body.names.put(candidate, 0);
    return candidate;
  }
}
