package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import dev.salvor.format.pickle.SetNode;
import dev.salvor.inspect.pickle.PickledModel.Architecture;
import dev.salvor.inspect.pickle.PickledModel.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Walks over what an inert pickle describes and collects the models in it. */
final class ModelFinder {
  private final AllowList allowed = AllowList.STANDARD;
  private final Set<PickleNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<PickleNode> todo = new ArrayDeque<>();
  private final List<PickledModel> models = new ArrayList<>();
  private boolean architecture;
  private boolean weights;
  private boolean ambiguous;
  private boolean numbers;
  private boolean layers;

  /**
   * What was found.
   *
   * @param architecture whether an architecture stands there without weights
   * @param weights whether arrays stand there that can only be weights, without an architecture
   * @param ambiguous whether an architecture stands beside more than one set of weights
   * @param numbers whether lists of lists of numbers stand beside an architecture
   * @param layers whether layers stand there one by one, each with its weights
   */
  record Found(
      List<PickledModel> models,
      boolean architecture,
      boolean weights,
      boolean ambiguous,
      boolean numbers,
      boolean layers) {}

  static Found in(PickleNode root) {
    ModelFinder finder = new ModelFinder();
    finder.walk(root);
    return new Found(
        List.copyOf(finder.models),
        finder.architecture && finder.models.isEmpty(),
        finder.weights && finder.models.isEmpty(),
        finder.ambiguous,
        finder.numbers,
        finder.layers);
  }

  /** Whether {@code node} is a call that makes a model. */
  static boolean isModel(PickleNode node) {
    return node instanceof CallNode call && new ModelFinder().model(call).isPresent();
  }

  private void walk(PickleNode root) {
    todo.push(root);
    weights = WeightShapes.of(root).filter(found -> !(found instanceof Weights.ByName)).isPresent();
    while (!todo.isEmpty()) {
      PickleNode node = todo.pop();
      if (seen.add(node)) {
        visit(node);
      }
    }
  }

  private void visit(PickleNode node) {
    Optional<PickledModel> file = rawFile(node).flatMap(EmbeddedFiles::recognized);
    if (file.isPresent()) {
      models.add(file.get());
    } else if (node instanceof CallNode call) {
      visitCall(call);
    } else if (node instanceof DictNode dict) {
      if (!configAndWeights(dict, dict.values())) {
        dict.values().forEach(todo::push);
      }
    } else if (node instanceof SetNode set) {
      set.items().forEach(todo::push);
    } else {
      PickleValues.sequence(node)
          .filter(items -> !configAndWeights(node, items))
          .ifPresent(items -> items.forEach(todo::push));
    }
  }

  /** Bytes of any kind that stand there as they are: no call makes a model of them. */
  private static Optional<Blob> rawFile(PickleNode node) {
    if (node instanceof CallNode stream
        && stream.function().filter(type -> Shapes.global(type, "_io.BytesIO")).isPresent()
        && stream.states().size() == 1
        && stream.states().get(0) instanceof Tuple state
        && !state.items().isEmpty()) {
      return PickleValues.bytes(state.items().get(0));
    }
    return PickleValues.bytes(node)
        .or(
            () ->
                NumpyArray.of(node)
                    .filter(ModelFinder::bytes)
                    .flatMap(array -> Optional.ofNullable(array.data())));
  }

  /** An array of bytes, or the scalar that {@code numpy.void(…)} makes of them. */
  private static boolean bytes(NumpyArray array) {
    return (array.dtype().kind() == 'u' && array.dtype().itemSize() == 1)
        || (array.dtype().kind() == 'V' && array.shape().isEmpty());
  }

  private void visitCall(CallNode call) {
    Optional<PickledModel> model = model(call);
    if (model.isPresent()) {
      models.add(model.get());
      return;
    }
    Optional<Family> family = allowed.governing(call).map(Allowed::family);
    if (family.equals(Optional.of(Family.TRAINING))) {
      return;
    }
    if (family.equals(Optional.of(Family.NUMPY)) || family.equals(Optional.of(Family.JOBLIB))) {
      NumpyArray.of(call).ifPresent(array -> array.objects().forEach(todo::push));
      return;
    }
    call.arguments().forEach(todo::push);
    call.states().forEach(todo::push);
    call.elements().forEach(todo::push);
    todo.push(call.items());
  }

  private Optional<PickledModel> model(CallNode call) {
    if (KerasUnpickler.method(call.callable())) {
      return call.arguments().get(0) instanceof CallNode stream
              && stream.states().get(0) instanceof Tuple state
          ? PickleValues.bytes(state.items().get(0)).map(EmbeddedFiles::of)
          : Optional.empty();
    }
    Optional<Global> type = PickledInstance.type(call);
    if (type.flatMap(allowed::find).filter(entry -> entry.family() == Family.MODEL).isPresent()) {
      return call.states().isEmpty() ? Optional.empty() : state(call.states().get(0));
    }
    if (call.function()
        .flatMap(allowed::find)
        .filter(entry -> entry.family() == Family.MODEL)
        .isEmpty()) {
      return Optional.empty();
    }
    List<PickleNode> args = call.arguments();
    if (args.size() == 3) {
      return WeightShapes.of(args.get(2))
          .map(
              arrays ->
                  new PickledModel.ConfigAndWeights(
                      new Architecture.Described((DictNode) args.get(0)), arrays));
    }
    return file(args.get(0)).map(EmbeddedFiles::of);
  }

  /** What {@link KerasTable#modelState} lets through. */
  private static Optional<PickledModel> state(PickleNode state) {
    if (SideBySide.alone(state)) {
      return SideBySide.in(state).model().map(model -> model);
    }
    if (!(state instanceof DictNode dict)) {
      return Optional.empty();
    }
    Optional<PickleNode> file = dict.value("model_str");
    return file.isPresent()
        ? file.flatMap(PickleValues::bytes).map(EmbeddedFiles::of)
        : Optional.of(new PickledModel.H5Dict(dict));
  }

  private static Optional<Blob> file(PickleNode node) {
    return PickleValues.bytes(node)
        .or(() -> NumpyArray.of(node).flatMap(array -> Optional.ofNullable(array.data())));
  }

  /** An architecture beside its weights in one container; the rest of it is walked on. */
  private boolean configAndWeights(PickleNode container, List<PickleNode> children) {
    layers |= SideBySide.layer(container);
    SideBySide found = SideBySide.in(container);
    architecture |= !found.architectures().isEmpty();
    ambiguous |= found.ambiguous();
    numbers |= !found.architectures().isEmpty() && children.stream().anyMatch(Shapes::numbers);
    Optional<PickledModel.ConfigAndWeights> model = found.model();
    if (model.isEmpty()) {
      return false;
    }
    models.add(model.get());
    children.stream()
        .filter(child -> child != found.sets().get(0) && child != found.architectures().get(0))
        .filter(child -> !found.whole() || child instanceof CallNode)
        .forEach(todo::push);
    return true;
  }
}
