package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.tensorflow.TensorFlowFunctions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python's operators over tensors, lists and constants (tensorflow/python/ops/math_ops.py). */
final class TensorOperators {
  private static final Map<String, String> BINARY =
      Map.ofEntries(
          Map.entry("+", "math.add"),
          Map.entry("-", "math.subtract"),
          Map.entry("*", "math.multiply"),
          Map.entry("/", "math.truediv"),
          Map.entry("/ of Python 2", "math.truediv"),
          Map.entry("//", "math.floordiv"),
          Map.entry("%", "math.floormod"),
          Map.entry("**", "math.pow"),
          Map.entry("@", "linalg.matmul"),
          Map.entry("<", "math.less"),
          Map.entry("<=", "math.less_equal"),
          Map.entry(">", "math.greater"),
          Map.entry(">=", "math.greater_equal"),
          Map.entry("==", "math.equal"),
          Map.entry("!=", "math.not_equal"),
          Map.entry("&", "math.logical_and"),
          Map.entry("|", "math.logical_or"),
          Map.entry("^", "math.logical_xor"));

  private static final Map<String, String> UNARY =
      Map.of("-", "math.negative", "~", "math.logical_not");

  private final LayerCall call;

  TensorOperators(LayerCall call) {
    this.call = call;
  }

  Argument<KerasTensor> binary(String operator, Argument<KerasTensor> x, Argument<KerasTensor> y) {
    if (x instanceof Argument.Constant<KerasTensor> a
        && y instanceof Argument.Constant<KerasTensor> b) {
      return BuildTimeFunctions.constant(
          PythonNumbers.binary(operator, a.value(), b.value())
              .orElseThrow(
                  () -> call.refused("computes " + a.value() + " " + operator + " " + b.value())));
    }
    if (operator.equals("is") || operator.equals("is not")) {
      return identity(operator, x, y);
    }
    boolean tensors = x instanceof Argument.Leaf || y instanceof Argument.Leaf;
    if (!tensors) {
      return lists(operator, x, y);
    }
    String function = BINARY.get(operator);
    if (function == null) {
      throw call.refused("uses the operator " + operator + " on a tensor");
    }
    check(operator, x, y);
    check(operator, y, x);
    return apply(function, List.of(LambdaEvaluator.collapsed(x), LambdaEvaluator.collapsed(y)));
  }

  /** None is no tensor and no list. */
  private Argument<KerasTensor> identity(
      String operator, Argument<KerasTensor> x, Argument<KerasTensor> y) {
    boolean none =
        (x instanceof Argument.Constant<KerasTensor> a && a.value().isNull())
            || (y instanceof Argument.Constant<KerasTensor> b && b.value().isNull());
    if (!none) {
      throw call.refused("compares identities");
    }
    return BuildTimeFunctions.constant(
        JsonNodeFactory.instance.booleanNode(operator.equals("is not")));
  }

  private Argument<KerasTensor> lists(
      String operator, Argument<KerasTensor> x, Argument<KerasTensor> y) {
    if (operator.equals("+")
        && x instanceof Argument.Sequence<KerasTensor> a
        && y instanceof Argument.Sequence<KerasTensor> b) {
      List<Argument<KerasTensor>> all = new ArrayList<>(a.items());
      all.addAll(b.items());
      return new Argument.Sequence<>(all);
    }
    boolean times =
        operator.equals("*")
            && x instanceof Argument.Sequence<KerasTensor>
            && y instanceof Argument.Constant<KerasTensor> n
            && n.value().isInt()
            && n.value().intValue() <= 64;
    if (times) {
      List<Argument<KerasTensor>> all = new ArrayList<>();
      int count = ((Argument.Constant<KerasTensor>) y).value().intValue();
      for (int i = 0; i < count; i++) {
        all.addAll(((Argument.Sequence<KerasTensor>) x).items());
      }
      return new Argument.Sequence<>(all);
    }
    throw call.refused("uses the operator " + operator + " on a list");
  }

  /** What TensorFlow refuses, or means another thing by in another version. */
  private void check(String operator, Argument<KerasTensor> tensor, Argument<KerasTensor> other) {
    if (!(tensor instanceof Argument.Leaf<KerasTensor> leaf)) {
      return;
    }
    ElementType type = leaf.value().type();
    if (operator.equals("/ of Python 2") && !type.floating()) {
      throw call.refused("divides integers in Python 2");
    }
    if ((operator.equals("==") || operator.equals("!=")) && !comparesValues(call.era())) {
      throw call.refused(
          "compares tensors with " + operator + ", which TensorFlow 1 takes for identity");
    }
    boolean truth = "&|^".contains(operator);
    if (truth != (type == ElementType.BOOL) && (truth || arithmetic(operator))) {
      throw call.refused("uses the operator " + operator + " on a tensor of " + type.id());
    }
    if (other instanceof Argument.Leaf<KerasTensor> second && second.value().type() != type) {
      throw call.refused(
          "uses the operator "
              + operator
              + " on "
              + type.id()
              + " and "
              + second.value().type().id());
    }
    boolean broken = !type.floating() && !operator.equals("/") && fraction(other);
    if (broken) {
      throw call.refused("uses the operator " + operator + " on integers and a fraction");
    }
  }

  private static boolean arithmetic(String operator) {
    return "+-*/%**//@".contains(operator);
  }

  private static boolean fraction(Argument<KerasTensor> argument) {
    return LambdaEvaluator.collapsed(argument) instanceof Argument.Constant<KerasTensor> constant
        && fraction(constant.value());
  }

  private static boolean fraction(JsonNode value) {
    boolean any = value.isFloatingPointNumber();
    for (JsonNode item : value) {
      any |= fraction(item);
    }
    return any;
  }

  /** Since TensorFlow 2; the file of tf.keras 2.2.4-tf does not say which it was. */
  private static boolean comparesValues(Era era) {
    return era.major() >= 3 || (era.tfKeras() && era.atLeast(2, 3));
  }

  Argument<KerasTensor> unary(String operator, Argument<KerasTensor> x) {
    if (x instanceof Argument.Constant<KerasTensor> constant) {
      return BuildTimeFunctions.constant(
          PythonNumbers.unary(operator, constant.value())
              .orElseThrow(() -> call.refused("computes " + operator + constant.value())));
    }
    String function = UNARY.get(operator);
    if (!(x instanceof Argument.Leaf<KerasTensor> leaf) || function == null) {
      throw call.refused("uses the operator " + operator + " on what is no number");
    }
    if (operator.equals("~") && leaf.value().type() != ElementType.BOOL) {
      throw call.refused("inverts integers");
    }
    return apply(function, List.of(x));
  }

  /** {@code x[key]} of a tensor. */
  Argument<KerasTensor> item(Argument<KerasTensor> x, Argument<KerasTensor> key) {
    return apply("__operators__.getitem", List.of(x, key));
  }

  private Argument<KerasTensor> apply(String function, List<Argument<KerasTensor>> operands) {
    FunctionDefinition definition = TensorFlowFunctions.named(function).orElseThrow();
    LayerConfig none = new LayerConfig(JsonNodeFactory.instance.objectNode(), call.config().path());
    List<KerasTensor> results =
        definition
            .body()
            .apply(new FunctionCall(call, definition, none, operands, Map.of(), false));
    return new Argument.Leaf<>(results.get(0));
  }
}
