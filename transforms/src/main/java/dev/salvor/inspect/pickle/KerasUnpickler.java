package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.ListNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The class method that makes a model of Keras 3 out of the bytes of a {@code .keras} archive
 * (keras/src/saving/keras_saveable.py), in the ways pickles name it: pickle looks it up in the
 * class, cloudpickle and dill write the function by value and bind it to the class. Code other than
 * that of Keras is refused: {@link KnownCode}.
 */
final class KerasUnpickler {
  /** Classes with {@code _unpickle_model}. */
  static final Set<String> CLASSES =
      Set.of(
          "keras.src.models.sequential.Sequential",
          "keras.src.models.functional.Functional",
          "keras.src.models.model.Model");

  private static final String METHOD = "_unpickle_model";
  private static final String CLOUDPICKLE = "cloudpickle.cloudpickle._builtin_type";
  private static final String DILL = "dill._dill._load_type";
  private static final String MODULE = "keras.src.saving.keras_saveable";
  private static final Set<String> NAMESPACE = Set.of("__package__", "__name__", "__file__");

  /** What cloudpickle 1.5 to 3.1 sets on a function after it has made it. */
  private static final Map<String, Predicate<PickleNode>> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("__name__", Shapes::string),
          Map.entry("__qualname__", Shapes::string),
          Map.entry("__module__", Shapes::string),
          Map.entry("__annotations__", KerasUnpickler::emptyDict),
          Map.entry("__globals__", KerasUnpickler::emptyDict),
          Map.entry("__kwdefaults__", Shapes::none),
          Map.entry("__defaults__", Shapes::none),
          Map.entry("__doc__", Shapes::none),
          Map.entry("__closure__", Shapes::none),
          Map.entry(
              "__type_params__", node -> node instanceof Tuple none && none.items().isEmpty()),
          Map.entry(
              "_cloudpickle_submodules",
              node -> node instanceof ListNode list && list.items().isEmpty()));

  private KerasUnpickler() {}

  static void fill(BiConsumer<String, Allowed> table) {
    for (String module : List.of("builtins", "__builtin__")) {
      table.accept(module + " getattr", Allowed.function(Family.MODEL, KerasUnpickler::lookup));
    }
    Predicate<PickleNode> type =
        name ->
            List.of("MethodType", "CodeType", "FunctionType", "LambdaType").stream()
                .anyMatch(known -> Shapes.text(name, known));
    table.accept(
        "cloudpickle.cloudpickle _builtin_type", Allowed.function(Family.DATA, Shapes.args(type)));
    table.accept("dill._dill _load_type", Allowed.function(Family.DATA, Shapes.args(type)));
    table.accept(
        "cloudpickle.cloudpickle _make_function",
        Allowed.function(Family.DATA, KerasUnpickler::makes));
    for (String module : List.of("cloudpickle.cloudpickle", "cloudpickle.cloudpickle_fast")) {
      table.accept(
          module + " _function_setstate",
          Allowed.function(
              Family.DATA, Shapes.args(KerasUnpickler::function, KerasUnpickler::attributes)));
    }
    table.accept(
        "dill._dill _create_code",
        Allowed.function(
            Family.DATA,
            call ->
                Shapes.anyArgs().test(call)
                    && KnownCode.UNPICKLE_MODEL.isAsDillWrites(call.arguments())));
    table.accept(
        "dill._dill _create_function",
        Allowed.function(Family.DATA, KerasUnpickler::makes).withState(KerasUnpickler::attributes));
    table.accept(MODULE + " __dict__", Allowed.named(Family.DATA));
  }

  /** Whether {@code node} is the method, bound to a class of Keras. */
  static boolean method(PickleNode node) {
    return node instanceof CallNode call
        && ((call.function().filter(KerasUnpickler::getattr).isPresent() && lookup(call))
            || binds(call));
  }

  /** Whether what is called is the result of another call, of the kind that is known. */
  static boolean permits(CallNode call) {
    if (method(call.callable())) {
      return call.via() == Via.REDUCE
          && call.arguments().size() == 1
          && call.arguments().get(0) instanceof CallNode stream
          && stream.function().filter(type -> Shapes.global(type, "_io.BytesIO")).isPresent()
          && stream.states().size() == 1;
    }
    return binds(call) || makes(call) || compiles(call);
  }

  private static boolean getattr(Global function) {
    return function.name().equals("getattr")
        && (function.module().equals("builtins") || function.module().equals("__builtin__"));
  }

  /** {@code getattr(<a model class of Keras 3>, '_unpickle_model')}. */
  private static boolean lookup(CallNode call) {
    return Shapes.args(KerasUnpickler::model, name -> Shapes.text(name, METHOD)).test(call);
  }

  /** {@code types.MethodType(<the function>, <a model class of Keras 3>)}. */
  private static boolean binds(CallNode call) {
    return type(call.callable(), CLOUDPICKLE, "MethodType")
            .or(() -> type(call.callable(), DILL, "MethodType"))
            .isPresent()
        && Shapes.args(KerasUnpickler::function, KerasUnpickler::model).test(call);
  }

  private static boolean model(PickleNode node) {
    return node instanceof Global type && CLASSES.contains(type.qualified());
  }

  private static boolean function(PickleNode node) {
    return node instanceof CallNode call && makes(call);
  }

  /** {@code types.FunctionType(code, namespace, name, None, None)}, of the known code. */
  private static boolean makes(CallNode call) {
    boolean cloudpickle =
        call.function()
                .filter(maker -> Shapes.global(maker, "cloudpickle.cloudpickle._make_function"))
                .isPresent()
            || type(call.callable(), CLOUDPICKLE, "FunctionType").isPresent()
            || type(call.callable(), CLOUDPICKLE, "LambdaType").isPresent();
    boolean dill =
        call.function()
            .filter(maker -> Shapes.global(maker, "dill._dill._create_function"))
            .isPresent();
    Predicate<PickleNode> code =
        node -> node instanceof CallNode made && (cloudpickle ? compiles(made) : created(made));
    return (cloudpickle || dill)
        && Shapes.args(
                code,
                scope -> namespace(scope) || (dill && Shapes.global(scope, MODULE + ".__dict__")),
                name -> Shapes.none(name) || Shapes.text(name, METHOD),
                Shapes::none,
                Shapes::none)
            .test(call);
  }

  private static boolean compiles(CallNode call) {
    return type(call.callable(), CLOUDPICKLE, "CodeType").isPresent()
        && Shapes.anyArgs().test(call)
        && KnownCode.UNPICKLE_MODEL.is(call.arguments());
  }

  private static boolean created(CallNode call) {
    return call.function()
            .filter(maker -> Shapes.global(maker, "dill._dill._create_code"))
            .isPresent()
        && Shapes.anyArgs().test(call)
        && KnownCode.UNPICKLE_MODEL.isAsDillWrites(call.arguments());
  }

  /** {@code _builtin_type('CodeType')}: how both name the types that have no module. */
  private static Optional<CallNode> type(PickleNode node, String by, String name) {
    return node instanceof CallNode call
            && call.function().filter(function -> Shapes.global(function, by)).isPresent()
            && call.states().isEmpty()
            && Shapes.args(argument -> Shapes.text(argument, name)).test(call)
        ? Optional.of(call)
        : Optional.empty();
  }

  /** Of its module what cloudpickle keeps for imports, three strings, or dill, the name. */
  private static boolean namespace(PickleNode node) {
    return node instanceof DictNode dict
        && dict.keys().stream()
            .allMatch(key -> NAMESPACE.stream().anyMatch(known -> Shapes.text(key, known)))
        && dict.values().stream().allMatch(Shapes::string);
  }

  /** {@code ({}, {attribute: value})}, or {@code ({…}, None)}. */
  private static boolean attributes(PickleNode node) {
    return node instanceof Tuple pair
        && pair.items().size() == 2
        && emptyDict(pair.items().get(0))
        && pair.items().get(1) instanceof DictNode slots
        && slots.keys().stream()
            .allMatch(key -> PickleValues.text(key, 64).filter(ATTRIBUTES::containsKey).isPresent())
        && ATTRIBUTES.entrySet().stream()
            .allMatch(
                known -> {
                  for (int i = 0; i < slots.size(); i++) {
                    if (slots.keyAt(i).filter(known.getKey()::equals).isPresent()
                        && !known.getValue().test(slots.values().get(i))) {
                      return false;
                    }
                  }
                  return true;
                });
  }

  private static boolean emptyDict(PickleNode node) {
    return node instanceof DictNode dict && dict.size() == 0;
  }
}
