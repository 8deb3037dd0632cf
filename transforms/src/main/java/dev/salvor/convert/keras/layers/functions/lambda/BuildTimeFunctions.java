package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Literal;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Functions that the code of a Lambda may call and that are decided while the model is built: about
 * shapes and types, Python's own, constants, and those that differ between training and inference.
 */
final class BuildTimeFunctions {

  /** A function over what its arguments are while the model is built. */
  @FunctionalInterface
  interface Body {
    Argument<KerasTensor> apply(
        LayerCall call,
        List<Argument<KerasTensor>> arguments,
        Map<String, Argument<KerasTensor>> keywords);
  }

  private static final Map<String, Body> TABLE = table();

  private BuildTimeFunctions() {}

  static Optional<Body> named(String canonical) {
    return Optional.ofNullable(TABLE.get(canonical));
  }

  static Set<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  private static Map<String, Body> table() {
    Map<String, Body> table = new HashMap<>();
    Body shape =
        (call, arguments, keywords) -> shape(tensor(call, only(call, arguments, keywords)));
    table.put("K.int_shape", shape);
    table.put(".get_shape", shape);
    table.put(".as_list", BuildTimeFunctions::only);
    Body rank =
        (call, arguments, keywords) ->
            constant(IntNode.valueOf(tensor(call, only(call, arguments, keywords)).rank()));
    table.put("K.ndim", rank);
    table.put("ops.ndim", rank);
    table.put("ops.shape", BuildTimeFunctions::sizes);
    table.put(
        "K.dtype",
        (call, arguments, keywords) ->
            constant(TextNode.valueOf(tensor(call, only(call, arguments, keywords)).type().id())));
    table.put("K.floatx", (call, arguments, keywords) -> constant(TextNode.valueOf("float32")));
    table.put(
        "K.epsilon", (call, arguments, keywords) -> constant(DoubleNode.valueOf(epsilon(call))));
    table.put("K.in_train_phase", (call, arguments, keywords) -> phase(call, arguments, 1));
    table.put("K.in_test_phase", (call, arguments, keywords) -> phase(call, arguments, 0));
    table.put("len", BuildTimeFunctions::length);
    table.put("int", (call, arguments, keywords) -> whole(call, only(call, arguments, keywords)));
    table.put("float", (call, arguments, keywords) -> real(call, only(call, arguments, keywords)));
    table.put("list", BuildTimeFunctions::sequence);
    table.put("tuple", BuildTimeFunctions::sequence);
    table.put("abs", BuildTimeFunctions::magnitude);
    for (String type : new String[] {"np.float32", "np.float64"}) {
      table.put(type, (call, arguments, keywords) -> real(call, only(call, arguments, keywords)));
    }
    table.put("np.array", BuildTimeFunctions::array);
    table.put("tf.constant", (call, given, keywords) -> tensor(call, given, keywords, false));
    table.put("K.constant", (call, given, keywords) -> tensor(call, given, keywords, true));
    for (String module : new String[] {"np", "math"}) {
      for (String name : new String[] {"sqrt", "exp", "log", "sin", "cos", "abs", "fabs"}) {
        table.put(
            module + "." + name,
            (call, arguments, keywords) ->
                constant(
                    PythonNumbers.function(name, value(call, only(call, arguments, keywords)))
                        .orElseThrow(
                            () -> call.refused("takes " + name + " of what is no number"))));
      }
    }
    return table;
  }

  /** Keras 1 computed with 1e-7, as later ones do; it could be changed, which is not stored. */
  private static double epsilon(LayerCall call) {
    return call.era().major() == 1 && !call.era().atLeast(1, 2) ? 1e-8 : 1e-7;
  }

  static Argument<KerasTensor> constant(JsonNode value) {
    return new Argument.Constant<>(value);
  }

  private static Argument<KerasTensor> only(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    List<Argument<KerasTensor>> all = new ArrayList<>(arguments);
    all.addAll(keywords.values());
    if (all.size() != 1) {
      throw call.refused("calls a function of one argument with " + all.size());
    }
    return all.get(0);
  }

  static KerasTensor tensor(LayerCall call, Argument<KerasTensor> argument) {
    if (argument instanceof Argument.Leaf<KerasTensor> leaf) {
      return leaf.value();
    }
    throw call.refused("expects a tensor where there is none");
  }

  private static JsonNode value(LayerCall call, Argument<KerasTensor> argument) {
    if (argument instanceof Argument.Constant<KerasTensor> constant) {
      return constant.value();
    }
    throw call.refused("expects a constant where there is none");
  }

  /** The static shape; None where a size is not known. */
  static Argument<KerasTensor> shape(KerasTensor x) {
    List<Argument<KerasTensor>> dims = new ArrayList<>();
    for (long dim : x.shape().dims()) {
      dims.add(constant(dim < 0 ? NullNode.getInstance() : integer(dim)));
    }
    return new Argument.Sequence<>(dims);
  }

  private static JsonNode integer(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  /**
   * The static shape; computed where a size is not known (keras/src/backend/tensorflow/core.py).
   */
  private static Argument<KerasTensor> sizes(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    KerasTensor x = tensor(call, only(call, arguments, keywords));
    Tensor actual = call.graph().apply("Shape", x.tensor());
    List<Argument<KerasTensor>> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      dims.add(
          x.shape().known(i)
              ? constant(integer(x.shape().dim(i)))
              : new Argument.Leaf<>(
                  KerasTensor.of(Shapes.dim(call.graph(), actual, i), Shape.SCALAR)));
    }
    return new Argument.Sequence<>(dims);
  }

  /** The value at inference, which must not be a function. */
  private static Argument<KerasTensor> phase(
      LayerCall call, List<Argument<KerasTensor>> arguments, int at) {
    if (arguments.size() < 2) {
      throw call.refused("chooses by the phase of training in a way that is not known");
    }
    return arguments.get(at);
  }

  private static Argument<KerasTensor> length(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    Argument<KerasTensor> of = only(call, arguments, keywords);
    if (of instanceof Argument.Sequence<KerasTensor> sequence) {
      return constant(IntNode.valueOf(sequence.items().size()));
    }
    if (of instanceof Argument.Constant<KerasTensor> list && list.value().isArray()) {
      return constant(IntNode.valueOf(list.value().size()));
    }
    throw call.refused("takes the length of what is no list");
  }

  private static Argument<KerasTensor> whole(LayerCall call, Argument<KerasTensor> argument) {
    JsonNode number = value(call, argument);
    double value = number.doubleValue();
    if (!number.isNumber() || Math.abs(value) > 1L << 53) {
      throw call.refused("makes an integer of " + number);
    }
    return constant(integer((long) value));
  }

  private static Argument<KerasTensor> real(LayerCall call, Argument<KerasTensor> argument) {
    JsonNode number = value(call, argument);
    if (!number.isNumber()) {
      throw call.refused("makes a number of " + number);
    }
    return constant(DoubleNode.valueOf(number.doubleValue()));
  }

  private static Argument<KerasTensor> sequence(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    Argument<KerasTensor> of = only(call, arguments, keywords);
    if (of instanceof Argument.Sequence<KerasTensor>) {
      return of;
    }
    throw call.refused("makes a list of what is no list");
  }

  private static Argument<KerasTensor> magnitude(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    Argument<KerasTensor> of = only(call, arguments, keywords);
    if (of instanceof Argument.Leaf<KerasTensor> leaf) {
      KerasTensor x = leaf.value();
      return new Argument.Leaf<>(
          KerasTensor.of(new Arithmetic(call.graph()).unary("Abs", x.tensor()), x.shape()));
    }
    JsonNode number = value(call, of);
    if (!number.isNumber()) {
      throw call.refused("takes the absolute value of " + number);
    }
    return number.doubleValue() < 0 ? constant(PythonNumbers.unary("-", number).orElseThrow()) : of;
  }

  /** A list of numbers stays one: beside a tensor it takes its type. */
  private static Argument<KerasTensor> array(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    Argument<KerasTensor> list =
        LambdaEvaluator.collapsed(
            arguments.isEmpty() ? constant(NullNode.getInstance()) : arguments.get(0));
    JsonNode value = value(call, list);
    if (!value.isArray() && !value.isNumber()) {
      throw call.refused("makes an array of " + value);
    }
    for (Argument<KerasTensor> type : keywords.values()) {
      if (!value(call, type).asText().startsWith("float")) {
        throw call.refused("makes an array of a type that is not supported");
      }
    }
    return list;
  }

  /** A constant tensor, of its natural type or of the backend's. */
  private static Argument<KerasTensor> tensor(
      LayerCall call,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords,
      boolean floating) {
    Map<String, Argument<KerasTensor>> given = new HashMap<>(keywords);
    given.remove("name");
    List<String> names = List.of("value", "dtype");
    for (int i = 0; i < arguments.size() && i < names.size(); i++) {
      given.put(names.get(i), arguments.get(i));
    }
    if (!names.containsAll(given.keySet()) || arguments.size() > 2 || !given.containsKey("value")) {
      throw call.refused("makes a constant in a way that is not supported");
    }
    ElementType type = floating ? ElementType.FLOAT32 : null;
    Argument<KerasTensor> named = given.get("dtype");
    if (named != null && !value(call, named).isNull()) {
      String id = value(call, named).asText();
      type = ElementType.byId(id).orElseThrow(() -> call.refused("makes a constant of " + id));
    }
    JsonNode value = value(call, LambdaEvaluator.collapsed(given.get("value")));
    return new Argument.Leaf<>(Literal.of(call, value, type));
  }
}
