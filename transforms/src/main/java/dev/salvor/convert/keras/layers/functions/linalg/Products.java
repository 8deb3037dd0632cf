package dev.salvor.convert.keras.layers.functions.linalg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Products of matrices and tensors. */
public final class Products {
  private Products() {}

  /** {@code tf.linalg.matmul}: the two innermost axes, the others broadcast. */
  public static KerasTensor matmul(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = pair.x();
    KerasTensor y = pair.y();
    if (x.rank() < 2 || y.rank() < 2) {
      return vector(call, x, y);
    }
    boolean adjointX = call.flag("transpose_x", false);
    boolean adjointY = call.flag("transpose_y", false);
    if (call.flag("adjoint_x", false) || call.flag("adjoint_y", false)) {
      throw call.layer().refused("multiplies adjoint matrices");
    }
    Tensor product =
        call.graph()
            .op("BatchMatMulV2")
            .in(x.tensor())
            .in(y.tensor())
            .attr("adj_x", adjointX)
            .attr("adj_y", adjointY)
            .out();
    Shape outer =
        Broadcasting.shape(
            call.layer(), x.shape().slice(0, x.rank() - 2), y.shape().slice(0, y.rank() - 2));
    return KerasTensor.of(
        product,
        outer.append(x.shape().dim(adjointX ? -1 : -2), y.shape().dim(adjointY ? -2 : -1)));
  }

  /** With a vector on one side, as NumPy takes it. */
  private static KerasTensor vector(FunctionCall call, KerasTensor x, KerasTensor y) {
    Arithmetic math = call.math();
    Tensor left = x.rank() == 1 ? math.expand(x.tensor(), 0) : x.tensor();
    Tensor right = y.rank() == 1 ? math.expand(y.tensor(), 1) : y.tensor();
    Tensor product = math.matmul(left, right);
    if (x.rank() == 1 && y.rank() == 1) {
      return KerasTensor.of(math.reshape(product), Shape.SCALAR);
    }
    if (x.rank() == 1) {
      Shape outer = y.shape().slice(0, y.rank() - 2).append(y.shape().dim(-1));
      return KerasTensor.of(math.squeeze(product, -2), outer);
    }
    return KerasTensor.of(math.squeeze(product, -1), x.shape().slice(0, x.rank() - 1));
  }

  /** An equation over tensors; an ellipsis is written out by the op. */
  public static KerasTensor einsum(FunctionCall call, String equation, List<KerasTensor> inputs) {
    String dense = equation.replace(" ", "");
    int arrow = dense.indexOf("->");
    String[] terms = (arrow < 0 ? dense : dense.substring(0, arrow)).split(",", -1);
    if (arrow < 0 || dense.contains("...") || terms.length != inputs.size()) {
      throw call.layer().refused("equation " + equation + " is not supported");
    }
    Map<Character, Long> dims = new HashMap<>();
    for (int i = 0; i < terms.length; i++) {
      if (terms[i].length() != inputs.get(i).rank()) {
        throw call.layer().refused("equation " + equation + " does not fit its operands");
      }
      for (int j = 0; j < terms[i].length(); j++) {
        long dim = inputs.get(i).shape().dim(j);
        dims.merge(terms[i].charAt(j), dim, (a, b) -> a == Shape.UNKNOWN || a == 1 ? b : a);
      }
    }
    Shape shape = Shape.SCALAR;
    for (char letter : dense.substring(arrow + 2).toCharArray()) {
      shape = shape.append(dims.getOrDefault(letter, Shape.UNKNOWN));
    }
    Tensor product =
        call.graph()
            .op("Einsum")
            .in(inputs.stream().map(KerasTensor::tensor).toList())
            .attr("equation", dense)
            .out();
    return KerasTensor.of(product, shape);
  }

  /** The equation is an argument or a constant of the operation. */
  public static KerasTensor einsum(FunctionCall call) {
    return einsum(call, call.text("equation", ""), call.tensors("x"));
  }

  /** Operands as positional arguments, as Keras 3 stores them. */
  public static KerasTensor einsumOperands(FunctionCall call) {
    List<KerasTensor> operands = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      if (call.has(name)) {
        operands.add(call.tensor(name));
      }
    }
    return einsum(call, call.text("equation", ""), operands);
  }

  /** Axes of the first contracted with axes of the second. */
  public static KerasTensor tensordot(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = pair.x();
    KerasTensor y = pair.y();
    JsonNode axes = call.has("axes") ? call.constant("axes") : IntNode.valueOf(2);
    int[] left;
    int[] right;
    if (axes.isIntegralNumber()) {
      int count = axes.intValue();
      left = IntStream.range(x.rank() - count, x.rank()).toArray();
      right = IntStream.range(0, count).toArray();
    } else {
      left = list(call, axes.path(0), x.rank());
      right = list(call, axes.path(1), y.rank());
    }
    return contracted(call, x, left, y, right);
  }

  private static int[] list(FunctionCall call, JsonNode node, int rank) {
    List<Integer> axes = new ArrayList<>();
    for (JsonNode item : node.isArray() ? node : List.of(node)) {
      axes.add(call.counted(item.asInt(), rank));
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static KerasTensor contracted(
      FunctionCall call, KerasTensor x, int[] left, KerasTensor y, int[] right) {
    StringBuilder one = new StringBuilder();
    StringBuilder two = new StringBuilder();
    StringBuilder out = new StringBuilder();
    char letter = 'a';
    for (int i = 0; i < x.rank(); i++) {
      int axis = i;
      one.append(letter);
      if (IntStream.of(left).noneMatch(a -> a == axis)) {
        out.append(letter);
      }
      letter++;
    }
    for (int i = 0; i < y.rank(); i++) {
      int place = -1;
      for (int j = 0; j < right.length; j++) {
        place = right[j] == i ? j : place;
      }
      if (place >= 0) {
        two.append(one.charAt(left[place]));
      } else {
        two.append(letter);
        out.append(letter++);
      }
    }
    return einsum(call, one + "," + two + "->" + out, List.of(x, y));
  }

  /** The last axes of both. */
  public static KerasTensor inner(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = pair.x();
    KerasTensor y = pair.y();
    if (x.rank() == 0 || y.rank() == 0) {
      return KerasTensor.of(call.math().mul(x.tensor(), y.tensor()), pair.shape(call));
    }
    return contracted(call, x, new int[] {x.rank() - 1}, y, new int[] {y.rank() - 1});
  }

  /** NumPy's dot: the last axis of the first with the last but one of the second. */
  public static KerasTensor dot(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = pair.x();
    KerasTensor y = pair.y();
    if (x.rank() == 0 || y.rank() == 0) {
      return KerasTensor.of(call.math().mul(x.tensor(), y.tensor()), pair.shape(call));
    }
    int[] right = {y.rank() == 1 ? 0 : y.rank() - 2};
    return contracted(call, x, new int[] {x.rank() - 1}, y, right);
  }
}
