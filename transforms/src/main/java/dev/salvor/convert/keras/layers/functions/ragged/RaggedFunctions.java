package dev.salvor.convert.keras.layers.functions.ragged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.FlatInputs;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.ragged.Rows;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Functions of TensorFlow called with ragged tensors. Those of each value by itself act on the flat
 * values (ragged_dispatch.py), those along an axis on that axis of the values where it lies inside
 * the ragged ones; sums and the like along the innermost ragged axis are sums of segments
 * (ragged_math_ops.py).
 */
public final class RaggedFunctions {
  private static final Set<String> OF_VALUES =
      Set.of(
          ("math.add math.subtract math.multiply math.truediv math.divide_no_nan math.floordiv"
                  + " math.floormod math.pow math.maximum math.minimum math.squared_difference"
                  + " math.negative math.square math.sqrt math.rsqrt math.exp math.expm1 math.log"
                  + " math.log1p math.sin math.cos math.tan math.asin math.acos math.atan math.sinh"
                  + " math.cosh math.tanh math.sigmoid math.erf math.sign math.reciprocal math.abs"
                  + " math.floor math.ceil math.round math.rint math.greater math.greater_equal"
                  + " math.less math.less_equal math.equal math.not_equal math.logical_and"
                  + " math.logical_or math.logical_not nn.relu nn.relu6 nn.elu nn.selu"
                  + " nn.leaky_relu nn.silu nn.swish nn.gelu math.softplus nn.softsign"
                  + " math.softsign nn.softplus nn.tanh nn.sigmoid cast identity clip_by_value"
                  + " ones_like zeros_like strings.lower strings.upper strings.strip"
                  + " strings.length strings.regex_replace strings.to_number"
                  + " strings.to_hash_bucket_fast")
              .split(" ", -1));

  /** Functions along an axis, and how many axes the result has more. */
  private static final Map<String, Integer> ALONG_AXIS =
      Map.of("concat", 0, "nn.softmax", 0, "nn.log_softmax", 0, "expand_dims", 1, "one_hot", 1);

  /** Functions of the rows of a tensor with one ragged axis, as their op takes them. */
  private static final Set<String> OF_ROWS = Set.of("strings.ngrams", "strings.unicode_encode");

  private static final String CHOICE = "where";
  private static final String ITEMS = "__operators__.ragged_getitem";

  private static final Map<String, String> REDUCTIONS =
      Map.of(
          "math.reduce_sum", "UnsortedSegmentSum",
          "math.reduce_mean", "",
          "math.reduce_max", "UnsortedSegmentMax",
          "math.reduce_min", "UnsortedSegmentMin",
          "math.reduce_prod", "UnsortedSegmentProd");

  private RaggedFunctions() {}

  public static boolean known(String function) {
    return OF_VALUES.contains(function)
        || ALONG_AXIS.containsKey(function)
        || OF_ROWS.contains(function)
        || function.equals(CHOICE)
        || function.equals(ITEMS)
        || REDUCTIONS.containsKey(function);
  }

  public static List<KerasTensor> apply(
      LayerCall call, String function, FunctionDefinition definition) {
    Map<String, Argument<KerasTensor>> kwargs = new LinkedHashMap<>(call.kwargs());
    if (OF_VALUES.contains(function)) {
      return ofValues(call, definition, kwargs);
    }
    FunctionCall given = given(call, definition, call.args(), kwargs);
    if (OF_ROWS.contains(function)) {
      return definition.body().apply(given);
    }
    if (function.equals(ITEMS)) {
      return List.of(RaggedItems.of(given));
    }
    if (function.equals(CHOICE)) {
      if (!given.has("x") || !given.has("y")) {
        throw call.refused("asks where a ragged tensor is true, which is not supported");
      }
      return ofValues(call, definition, kwargs);
    }
    KerasTensor x = function.equals("concat") ? given.tensors("x").get(0) : given.tensor("x");
    int ragged = x.splits().size();
    String segments = REDUCTIONS.get(function);
    if (!given.has("axis") && segments != null) {
      return all(call, x, given, definition, kwargs);
    }
    int[] axes = given.has("axis") ? given.integers("axis") : new int[] {-1};
    int rank = x.rank() + ALONG_AXIS.getOrDefault(function, 0);
    int axis = axes.length == 1 ? given.counted(axes[0], rank) : -1;
    if (axis > ragged) {
      kwargs.put("axis", new Argument.Constant<>(IntNode.valueOf(axis - ragged)));
      return ofValues(call, definition, kwargs);
    }
    if (segments != null && axis == ragged) {
      return rows(call, segments, x, given.flag("keepdims", false));
    }
    throw call.refused(
        "calls tf." + function + " along an axis of a ragged tensor, which is not supported");
  }

  private static FunctionCall given(
      LayerCall call,
      FunctionDefinition definition,
      List<Argument<KerasTensor>> args,
      Map<String, Argument<KerasTensor>> kwargs) {
    LayerConfig none = new LayerConfig(JsonNodeFactory.instance.objectNode(), call.config().path());
    return new FunctionCall(call, definition, none, args, kwargs);
  }

  private static List<KerasTensor> ofValues(
      LayerCall call, FunctionDefinition definition, Map<String, Argument<KerasTensor>> kwargs) {
    FlatInputs flat =
        FlatInputs.of(call.args(), kwargs)
            .orElseThrow(() -> call.refused("joins tensors that are not ragged alike"));
    int inner = flat.like().flat().rank() - 1;
    flat.args().forEach(argument -> constant(call, argument, inner));
    flat.kwargs().values().forEach(argument -> constant(call, argument, inner));
    return flat.inRows(
        definition.body().apply(given(call, definition, flat.args(), flat.kwargs())));
  }

  /** A constant with more axes than a value has would meet the rows. */
  private static void constant(LayerCall call, Argument<KerasTensor> argument, int inner) {
    if (argument instanceof Argument.Constant<KerasTensor> constant) {
      int depth = 0;
      for (JsonNode item = constant.value(); item.isArray(); item = item.path(0)) {
        depth++;
      }
      if (depth > inner) {
        throw call.refused("joins a ragged tensor and a constant that is not one value");
      }
    }
  }

  private static List<KerasTensor> all(
      LayerCall call,
      KerasTensor x,
      FunctionCall given,
      FunctionDefinition definition,
      Map<String, Argument<KerasTensor>> kwargs) {
    if (given.flag("keepdims", false) || call.args().size() != 1) {
      throw call.refused("reduces a ragged tensor and keeps its axes, which is not supported");
    }
    List<Argument<KerasTensor>> flat = List.of(new Argument.Leaf<>(x.flat()));
    return definition.body().apply(given(call, definition, flat, kwargs));
  }

  private static List<KerasTensor> rows(
      LayerCall call, String op, KerasTensor x, boolean keepDims) {
    int last = x.splits().size() - 1;
    if (keepDims && last > 0) {
      throw call.refused("reduces a ragged tensor and keeps its axes, which is not supported");
    }
    Rows rows = new Rows(call.graph());
    Tensor splits = x.splits().get(last);
    Tensor reduced =
        op.isEmpty() ? rows.mean(x.tensor(), splits) : rows.reduced(op, x.tensor(), splits);
    Shape inner = x.shape().slice(last + 2, x.rank());
    Shape shape = x.shape().slice(0, last + 1).concat(inner);
    if (keepDims) {
      Tensor kept = new Arithmetic(call.graph()).expand(reduced, 1);
      return List.of(KerasTensor.of(kept, x.shape().with(1, 1)));
    }
    return List.of(new KerasTensor(reduced, shape, null, x.splits().subList(0, last)));
  }
}
