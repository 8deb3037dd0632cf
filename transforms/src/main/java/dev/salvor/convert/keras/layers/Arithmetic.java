package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Formulas as they are written on paper: each method adds one op. Numbers become scalars of the
 * type of the tensor they meet.
 */
public record Arithmetic(GraphBuilder graph) {

  public Tensor add(Tensor a, Tensor b) {
    return graph.apply("AddV2", a, b);
  }

  public Tensor add(Tensor a, double b) {
    return add(a, graph.scalarLike(a, b));
  }

  public Tensor sub(Tensor a, Tensor b) {
    return graph.apply("Sub", a, b);
  }

  public Tensor sub(Tensor a, double b) {
    return sub(a, graph.scalarLike(a, b));
  }

  public Tensor sub(double a, Tensor b) {
    return sub(graph.scalarLike(b, a), b);
  }

  public Tensor mul(Tensor a, Tensor b) {
    return graph.apply("Mul", a, b);
  }

  public Tensor mul(Tensor a, double b) {
    return mul(a, graph.scalarLike(a, b));
  }

  public Tensor div(Tensor a, Tensor b) {
    return graph.apply("RealDiv", a, b);
  }

  public Tensor div(Tensor a, double b) {
    return div(a, graph.scalarLike(a, b));
  }

  public Tensor max(Tensor a, Tensor b) {
    return graph.apply("Maximum", a, b);
  }

  public Tensor max(Tensor a, double b) {
    return max(a, graph.scalarLike(a, b));
  }

  public Tensor min(Tensor a, Tensor b) {
    return graph.apply("Minimum", a, b);
  }

  public Tensor min(Tensor a, double b) {
    return min(a, graph.scalarLike(a, b));
  }

  /** {@code x} within {@code low} and {@code high}. */
  public Tensor clip(Tensor x, double low, double high) {
    return graph.apply("ClipByValue", x, graph.scalarLike(x, low), graph.scalarLike(x, high));
  }

  /** An op of one input and no attributes. */
  public Tensor unary(String op, Tensor x) {
    return graph.apply(op, x);
  }

  public Tensor neg(Tensor x) {
    return unary("Neg", x);
  }

  public Tensor exp(Tensor x) {
    return unary("Exp", x);
  }

  public Tensor abs(Tensor x) {
    return unary("Abs", x);
  }

  public Tensor square(Tensor x) {
    return unary("Square", x);
  }

  public Tensor sqrt(Tensor x) {
    return unary("Sqrt", x);
  }

  public Tensor rsqrt(Tensor x) {
    return unary("Rsqrt", x);
  }

  public Tensor relu(Tensor x) {
    return unary("Relu", x);
  }

  public Tensor greater(Tensor a, double b) {
    return graph.apply("Greater", a, graph.scalarLike(a, b));
  }

  public Tensor less(Tensor a, double b) {
    return graph.apply("Less", a, graph.scalarLike(a, b));
  }

  public Tensor notEqual(Tensor a, Tensor b) {
    return graph.apply("NotEqual", a, b);
  }

  public Tensor and(Tensor a, Tensor b) {
    return graph.apply("LogicalAnd", a, b);
  }

  public Tensor not(Tensor a) {
    return graph.apply("LogicalNot", a);
  }

  /** {@code yes} where {@code condition} holds, else {@code no}; all three broadcast. */
  public Tensor where(Tensor condition, Tensor yes, Tensor no) {
    return graph.apply("SelectV2", condition, yes, no);
  }

  /** {@code x} as {@code type}; itself where it is that already. */
  public Tensor cast(Tensor x, ElementType type) {
    return x.dtype().getNumber() == type.number()
        ? x
        : graph.op("Cast").in(x).attr("DstT", type).out();
  }

  /** Sum, Mean, Max, Min, Prod, All or Any over {@code axes}. */
  public Tensor reduce(String op, Tensor x, boolean keepDims, int... axes) {
    return graph.op(op).in(x).in(graph.ints(axes)).attr("keep_dims", keepDims).out();
  }

  public Tensor sum(Tensor x, boolean keepDims, int... axes) {
    return reduce("Sum", x, keepDims, axes);
  }

  public Tensor mean(Tensor x, boolean keepDims, int... axes) {
    return reduce("Mean", x, keepDims, axes);
  }

  public Tensor reshape(Tensor x, int... dims) {
    return graph.apply("Reshape", x, graph.ints(dims));
  }

  /** {@code x} with fully or partly known {@code shape}; see {@link Shapes#dynamic}. */
  public Tensor reshape(Tensor x, Tensor like, Shape shape) {
    return graph.apply("Reshape", x, Shapes.dynamic(graph, like, shape));
  }

  /** Output axis {@code i} is input axis {@code order[i]}; itself where nothing moves. */
  public Tensor transpose(Tensor x, int... order) {
    boolean still = IntStream.range(0, order.length).allMatch(i -> order[i] == i);
    return still ? x : graph.apply("Transpose", x, graph.ints(order));
  }

  public Tensor expand(Tensor x, int axis) {
    return graph.apply("ExpandDims", x, graph.intScalar(axis));
  }

  public Tensor squeeze(Tensor x, int... axes) {
    return graph.op("Squeeze").in(x).attr("squeeze_dims", axes).out();
  }

  public Tensor concat(List<Tensor> parts, int axis) {
    return parts.size() == 1
        ? parts.get(0)
        : graph.op("ConcatV2").in(parts).in(graph.intScalar(axis)).out();
  }

  /** {@code parts} equal parts along {@code axis}. */
  public List<Tensor> split(Tensor x, int parts, int axis) {
    return graph.op("Split").in(graph.intScalar(axis)).in(x).attr("num_split", parts).outs();
  }

  /** Elements {@code begin} to {@code begin + size} of every axis; size -1 is all that is left. */
  public Tensor slice(Tensor x, int[] begin, int[] size) {
    return graph.apply("Slice", x, graph.ints(begin), graph.ints(size));
  }

  /** {@code before[i]} and {@code after[i]} zeros around axis {@code i}. */
  public Tensor pad(Tensor x, int[] before, int[] after) {
    int[] flat = new int[before.length * 2];
    for (int i = 0; i < before.length; i++) {
      flat[2 * i] = before[i];
      flat[2 * i + 1] = after[i];
    }
    Tensor paddings = graph.apply("Reshape", graph.ints(flat), graph.ints(before.length, 2));
    return graph.apply("Pad", x, paddings);
  }

  /** Every element of {@code axis} repeated {@code times} times in place. */
  public Tensor repeat(Tensor x, Shape shape, int axis, int times) {
    if (times == 1) {
      return x;
    }
    int[] multiples = new int[shape.rank() + 1];
    java.util.Arrays.fill(multiples, 1);
    multiples[axis + 1] = times;
    Tensor tiled = graph.apply("Tile", expand(x, axis + 1), graph.ints(multiples));
    long dim = shape.dim(axis);
    Shape result = shape.with(axis, dim == Shape.UNKNOWN ? dim : dim * times);
    long unknown = IntStream.range(0, result.rank()).filter(i -> !result.known(i)).count();
    if (unknown <= 1) {
      return reshape(tiled, x, result);
    }
    Tensor actual = graph.apply("Shape", x);
    int[] factors = new int[shape.rank()];
    java.util.Arrays.fill(factors, 1);
    factors[axis] = times;
    return graph.apply("Reshape", tiled, mul(actual, graph.ints(factors)));
  }

  /** A contraction in Einstein's notation. */
  public Tensor einsum(String equation, Tensor... inputs) {
    return graph.op("Einsum").in(List.of(inputs)).attr("equation", equation).out();
  }

  /** Matrix product of the two innermost axes. */
  public Tensor matmul(Tensor a, Tensor b) {
    return graph.apply("BatchMatMulV2", a, b);
  }
}
