package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.ListNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.SetNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Tensors and variables of TensorFlow 2, which hold their array, and the variables of Keras 3,
 * which hold one of TensorFlow (tensorflow/python/framework/ops.py, EagerTensor.__reduce__;
 * tensorflow/python/ops/resource_variable_ops.py, ResourceVariable.__reduce__).
 */
final class TensorFlowTable {
  private static final String VARIABLE =
      "tensorflow.python.ops.resource_variable_ops.ResourceVariable";
  private static final String TENSOR = "tensorflow.python.framework.ops.convert_to_tensor";
  private static final Set<String> ARGUMENTS =
      Set.of("initial_value", "trainable", "name", "dtype", "constraint", "distribute_strategy");
  private static final List<String> KERAS3 =
      List.of("keras.src.backend", "keras.src.backend.tensorflow.core");

  private TensorFlowTable() {}

  static void fill(BiConsumer<String, Allowed> table) {
    table.accept(
        "tensorflow.python.framework.ops convert_to_tensor",
        Allowed.function(Family.NUMPY, Shapes.args(array -> NumpyArray.of(array).isPresent())));
    table.accept(
        "tensorflow.python.framework.dtypes as_dtype",
        Allowed.function(Family.DATA, Shapes.args(Shapes::string)));
    table.accept(
        "tensorflow.python.ops.resource_variable_ops ResourceVariable",
        Allowed.named(Family.NUMPY));
    table.accept(
        "functools partial",
        Allowed.function(Family.NUMPY, Shapes.args(function -> Shapes.global(function, VARIABLE)))
            .withState(TensorFlowTable::binding));
    for (String module : KERAS3) {
      table.accept(
          module + " Variable", Allowed.instance(Family.NUMPY, TensorFlowTable::attributes));
    }
  }

  /** The array in a tensor or variable; anything else as it is. */
  static PickleNode unwrapped(PickleNode node) {
    if (node instanceof CallNode call
        && call.function().filter(function -> Shapes.global(function, TENSOR)).isPresent()) {
      return call.arguments().size() == 1 ? call.arguments().get(0) : node;
    }
    return variable(node).flatMap(arguments -> arguments.value("initial_value")).orElse(node);
  }

  /** The name of a variable; empty for anything else. */
  static Optional<String> name(PickleNode node) {
    return variable(node)
        .flatMap(arguments -> arguments.value("name"))
        .flatMap(name -> PickleValues.text(name, 1 << 12));
  }

  /** The call of {@code functools.partial(ResourceVariable, initial_value=…)()}. */
  static boolean permits(CallNode call) {
    return made(call).isPresent();
  }

  /** The arguments that a variable of TensorFlow, or the one in a variable of Keras, is made of. */
  private static Optional<DictNode> variable(PickleNode node) {
    boolean keras =
        node instanceof CallNode call
            && call.function()
                .filter(type -> KERAS3.stream().anyMatch(m -> Shapes.global(type, m + ".Variable")))
                .isPresent();
    return !keras
        ? made(node)
        : ((CallNode) node).states().size() == 1
                && ((CallNode) node).states().get(0) instanceof DictNode attributes
            ? attributes.value("_value").flatMap(TensorFlowTable::made)
            : Optional.empty();
  }

  private static Optional<DictNode> made(PickleNode node) {
    return node instanceof CallNode call
            && call.via() == Via.REDUCE
            && call.args() instanceof Tuple none
            && none.items().isEmpty()
            && call.callable() instanceof CallNode partial
            && partial
                .function()
                .filter(function -> Shapes.global(function, "functools.partial"))
                .isPresent()
            && Shapes.args(function -> Shapes.global(function, VARIABLE)).test(partial)
            && partial.states().size() == 1
            && binding(partial.states().get(0))
            && partial.states().get(0) instanceof Tuple state
            && state.items().get(2) instanceof DictNode arguments
        ? Optional.of(arguments)
        : Optional.empty();
  }

  /** {@code (ResourceVariable, (), {argument: value}, None)}. */
  private static boolean binding(PickleNode state) {
    return state instanceof Tuple parts
        && parts.items().size() == 4
        && Shapes.global(parts.items().get(0), VARIABLE)
        && parts.items().get(1) instanceof Tuple none
        && none.items().isEmpty()
        && parts.items().get(2) instanceof DictNode arguments
        && arguments.keys().stream()
            .allMatch(key -> PickleValues.text(key, 64).filter(ARGUMENTS::contains).isPresent())
        && arguments.values().stream().allMatch(TensorFlowTable::argument)
        && arguments.value("initial_value").flatMap(NumpyArray::of).isPresent()
        && Shapes.none(parts.items().get(3));
  }

  private static boolean argument(PickleNode node) {
    return node instanceof Constant
        || Shapes.string(node)
        || NumpyArray.of(node).isPresent()
        || (node instanceof CallNode dtype
            && dtype
                .function()
                .filter(type -> Shapes.global(type, "tensorflow.python.framework.dtypes.as_dtype"))
                .isPresent()
            && Shapes.args(Shapes::string).test(dtype)
            && dtype.states().isEmpty());
  }

  /** Of a Keras variable: strings, flags, its shape, and the variable of TensorFlow. */
  private static boolean attributes(PickleNode state) {
    return state instanceof DictNode attributes
        && attributes.keys().stream().allMatch(Shapes::string)
        && attributes.values().stream()
            .allMatch(
                value ->
                    value instanceof Constant
                        || Shapes.string(value)
                        || Shapes.integer(value)
                        || empty(value)
                        || NumpyArray.shape(value).isPresent()
                        || made(value).isPresent());
  }

  private static boolean empty(PickleNode node) {
    return (node instanceof ListNode list && list.items().isEmpty())
        || (node instanceof DictNode dict && dict.size() == 0)
        || (node instanceof SetNode set && set.items().isEmpty());
  }
}
