package dev.salvor.convert.keras;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.Asset;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.inspect.keras.architecture.LayerSpec;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The engine's side of a {@link LayerCall}. */
final class CallBuilder implements LayerCall {
  private final BuildContext context;
  private final ModelBuilder models;
  private final LayerState state;
  private final GraphBuilder graph;
  private final DtypePolicy dtypes;
  private final List<Argument<KerasTensor>> args;
  private final Map<String, Argument<KerasTensor>> kwargs;
  private final int joinedAxes;

  CallBuilder(
      BuildContext context,
      ModelBuilder models,
      LayerState state,
      GraphBuilder graph,
      List<Argument<KerasTensor>> args,
      Map<String, Argument<KerasTensor>> kwargs,
      boolean autocast,
      int joinedAxes) {
    this.context = context;
    this.models = models;
    this.state = state;
    this.graph = graph;
    this.joinedAxes = joinedAxes;
    this.dtypes = DtypePolicy.of(state.config());
    this.args =
        autocast
            ? args.stream().map(arg -> arg.<KerasTensor>map(this::cast)).toList()
            : List.copyOf(args);
    this.kwargs = new LinkedHashMap<>(kwargs);
    this.kwargs.remove("training");
  }

  /** Floating inputs are cast to the compute type, as Keras does (base_layer.py, autocast). */
  private KerasTensor cast(KerasTensor value) {
    ElementType compute = dtypes.compute();
    boolean castable = value.tensor().dtype().getNumber() != 0 && isFloating(value);
    if (!castable || !compute.floating() || value.type() == compute) {
      return value;
    }
    Tensor cast = graph.op("Cast").in(value.tensor()).attr("DstT", compute).out();
    return new KerasTensor(cast, value.shape(), value.keptMask(), value.splits());
  }

  private static boolean isFloating(KerasTensor value) {
    return ElementType.byNumber(value.tensor().dtype().getNumber())
        .map(ElementType::floating)
        .orElse(false);
  }

  @Override
  public LayerConfig config() {
    return state.config();
  }

  @Override
  public String className() {
    return state.spec().className();
  }

  @Override
  public Era era() {
    return context.era();
  }

  @Override
  public Policy policy() {
    return context.conversion().policy();
  }

  @Override
  public GraphBuilder graph() {
    return graph;
  }

  @Override
  public List<Argument<KerasTensor>> args() {
    return args;
  }

  @Override
  public Map<String, Argument<KerasTensor>> kwargs() {
    return kwargs;
  }

  @Override
  public List<KerasTensor> inputs() {
    return args.isEmpty() ? List.of() : args.get(0).tensors();
  }

  @Override
  public KerasTensor input() {
    List<KerasTensor> inputs = inputs();
    if (inputs.size() != 1) {
      throw refused("takes one input, the model gives it " + inputs.size());
    }
    return inputs.get(0);
  }

  /**
   * Keras 3 hands a mask over by itself only to a layer that is called with one tensor argument: an
   * RNN that is also given its initial state sees none (keras/src/layers/layer.py, __call__).
   */
  @Override
  public Optional<Tensor> mask() {
    boolean alone =
        Stream.concat(args.stream(), kwargs.values().stream())
                .filter(argument -> !argument.tensors().isEmpty())
                .count()
            <= 1;
    return kwargs.get("mask") instanceof Argument.Leaf || context.era().major() < 3 || alone
        ? passedMask()
        : Optional.empty();
  }

  @Override
  public Optional<Tensor> passedMask() {
    if (kwargs.get("mask") instanceof Argument.Leaf<KerasTensor> given) {
      return Optional.of(given.value().tensor());
    }
    List<KerasTensor> inputs = inputs();
    return inputs.isEmpty() ? Optional.empty() : inputs.get(0).mask();
  }

  @Override
  public int joinedAxes() {
    return joinedAxes;
  }

  @Override
  public ElementType computeType() {
    return dtypes.compute();
  }

  @Override
  public Tensor weight(String name, long... dims) {
    return variable(name, true, Shape.of(dims));
  }

  @Override
  public Tensor frozenWeight(String name, long... dims) {
    return variable(name, false, Shape.of(dims));
  }

  private Tensor variable(String name, boolean trainable, Shape shape) {
    ElementType type = dtypes.variable().floating() ? dtypes.variable() : ElementType.FLOAT32;
    Tensor value = state.variable(name, type, trainable, shape);
    ElementType compute = dtypes.compute();
    return type == compute || !compute.floating()
        ? value
        : graph.op("Cast").in(value).attr("DstT", compute).out();
  }

  @Override
  public Tensor weight(String name, ElementType type, boolean trainable, Shape shape) {
    return state.variable(name, type, trainable, shape);
  }

  @Override
  public Tensor requiredFlag(String name, String otherwise) {
    return state.requiredFlag(name, config().path() + ": " + otherwise);
  }

  @Override
  public Optional<List<Shape>> stored() {
    try {
      return context.weights().stored(state.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<List<byte[]>> vocabularyAsset() {
    try {
      return context.weights().asset(state.path(), "vocabulary.txt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<TensorData> storedArray(String key) {
    try {
      return context.weights().array(state.path(), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean lowRankApart() {
    return context.weights().lowRankApart();
  }

  @Override
  public List<KerasTensor> callChild(
      String attribute,
      ObjectNode layer,
      List<Argument<KerasTensor>> childArgs,
      Map<String, Argument<KerasTensor>> childKwargs) {
    return models.call(child(attribute, layer), graph, childArgs, childKwargs);
  }

  @Override
  public List<KerasTensor> callChild(
      String attribute,
      ObjectNode layer,
      List<Argument<KerasTensor>> childArgs,
      Map<String, Argument<KerasTensor>> childKwargs,
      Map<String, Function<Shape, Tensor>> instead) {
    LayerState child = child(attribute, layer);
    child.replace(instead);
    return models.call(child, graph, childArgs, childKwargs);
  }

  @Override
  public LayerCall part(String attribute, ObjectNode layer) {
    LayerState child = child(attribute, layer);
    return new CallBuilder(
        context, models, child, graph.scope(attribute), args, Map.of(), true, joinedAxes);
  }

  private LayerState child(String attribute, ObjectNode layer) {
    LayerState existing = state.existing(attribute);
    if (existing != null) {
      return existing;
    }
    LayerSpec spec = models.childSpec(layer, config().path() + "/" + attribute);
    return state.child(attribute, spec);
  }

  @Override
  public Tensor asset(String fileName, List<byte[]> lines) {
    String unique = fileName;
    for (int i = 1; taken(unique); i++) {
      unique = i + "_" + fileName;
    }
    Tensor path = graph.strings(Shape.SCALAR, List.of(unique));
    context
        .assets()
        .add(
            new Asset(
                unique,
                path.name(),
                out -> {
                  for (byte[] line : lines) {
                    out.write(line);
                    out.write('\n');
                  }
                }));
    return path;
  }

  private boolean taken(String fileName) {
    return context.assets().stream().anyMatch(asset -> asset.fileName().equals(fileName));
  }

  @Override
  public void initializer(Tensor node) {
    context.initializers().add(node.node());
  }

  @Override
  public void fix(String recipe, String description) {
    context.fixes().add(recipe, description, config().path());
  }

  @Override
  public ArtifactException refused(String message) {
    return config().refused(className() + " " + message);
  }
}
