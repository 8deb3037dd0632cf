package dev.salvor.convert.keras.layers.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Functions that move values and change none. */
final class Shaping {
  private Shaping() {}

  static KerasTensor reshape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor reshaped = call.graph().apply("Reshape", x.tensor(), dims.vector());
    return KerasTensor.of(reshaped, inferred(x.shape(), dims.known()));
  }

  /** Fills in the one unknown size where all others and the elements are known. */
  private static Shape inferred(Shape from, Shape to) {
    long unknown = Arrays.stream(to.dims()).filter(dim -> dim < 0).count();
    if (unknown == 1 && from.rank() > 0) {
      long total = from.fullyKnown() ? from.elements() : Shape.UNKNOWN;
      long others = Arrays.stream(to.dims()).filter(dim -> dim >= 0).reduce(1, (a, b) -> a * b);
      for (int i = 0; i < to.rank(); i++) {
        if (!to.known(i) && total != Shape.UNKNOWN && others > 0) {
          return to.with(i, total / others);
        }
      }
    }
    return to;
  }

  static KerasTensor ravel(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return flat(call, x);
  }

  static KerasTensor transpose(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] order =
        call.has("perm")
            ? call.axes("perm", x.rank())
            : IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
    return permuted(call, x, order);
  }

  private static KerasTensor permuted(FunctionCall call, KerasTensor x, int[] order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, IntStream.range(0, x.rank()).toArray())) {
      throw call.layer().refused("cannot permute " + x.shape() + " by " + Arrays.toString(order));
    }
    Shape shape = Shape.of(IntStream.of(order).mapToLong(x.shape()::dim).toArray());
    return KerasTensor.of(call.math().transpose(x.tensor(), order), shape);
  }

  static KerasTensor swapAxes(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] order = IntStream.range(0, x.rank()).toArray();
    int a = call.axis("axis1", 0, x.rank());
    int b = call.axis("axis2", 0, x.rank());
    order[a] = b;
    order[b] = a;
    return permuted(call, x, order);
  }

  static KerasTensor moveAxis(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] source = call.axes("source", x.rank());
    int[] destination = call.axes("destination", x.rank());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      int axis = i;
      if (IntStream.of(source).noneMatch(s -> s == axis)) {
        order.add(i);
      }
    }
    int[] sorted =
        IntStream.range(0, source.length)
            .boxed()
            .sorted((i, j) -> destination[i] - destination[j])
            .mapToInt(i -> i)
            .toArray();
    for (int i : sorted) {
      order.add(destination[i], source[i]);
    }
    return permuted(call, x, order.stream().mapToInt(Integer::intValue).toArray());
  }

  static KerasTensor expandDims(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.integers("axis");
    int rank = x.rank() + axes.length;
    int[] places = IntStream.of(axes).map(axis -> call.counted(axis, rank)).sorted().toArray();
    Tensor value = x.tensor();
    Shape shape = x.shape();
    for (int axis : places) {
      value = call.math().expand(value, axis);
      shape = shape.slice(0, axis).append(1).concat(shape.slice(axis, shape.rank()));
    }
    return KerasTensor.of(value, shape);
  }

  static KerasTensor squeeze(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    String name = call.has("axis") ? "axis" : "squeeze_dims";
    boolean stated =
        (call.has(name) && call.constant(name).size() != 0) || call.constant(name).isNumber();
    int[] axes =
        stated
            ? call.axes(name, x.rank())
            : IntStream.range(0, x.rank()).filter(i -> x.shape().dim(i) == 1).toArray();
    if (axes.length == 0) {
      return x;
    }
    return KerasTensor.of(
        call.math().squeeze(x.tensor(), axes), Reductions.shape(x.shape(), axes, false));
  }

  static KerasTensor concat(FunctionCall call) {
    return concat(call, call.tensors("x"), call.integer("axis", 0));
  }

  static KerasTensor concat(FunctionCall call, List<KerasTensor> parts, int given) {
    Shape shape = parts.get(0).shape();
    int axis = call.counted(given, shape.rank());
    ElementType type = parts.get(0).type();
    long total = 0;
    for (KerasTensor part : parts) {
      type = call.keras3() ? Promotion.common(type, part.type()) : type;
      long dim = part.shape().dim(axis);
      total = total < 0 || dim < 0 ? Shape.UNKNOWN : total + dim;
      for (int i = 0; i < shape.rank(); i++) {
        shape = shape.known(i) ? shape : shape.with(i, part.shape().dim(i));
      }
    }
    ElementType common = type;
    List<Tensor> tensors =
        parts.stream().map(part -> call.math().cast(part.tensor(), common)).toList();
    return KerasTensor.of(call.math().concat(tensors, axis), shape.with(axis, total));
  }

  static KerasTensor hstack(FunctionCall call) {
    List<KerasTensor> parts = call.tensors("x");
    return concat(call, parts, parts.get(0).rank() == 1 ? 0 : 1);
  }

  static KerasTensor vstack(FunctionCall call) {
    return concat(call, call.tensors("x"), 0);
  }

  static KerasTensor append(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y");
    return call.has("axis")
        ? concat(call, List.of(x, y), call.integer("axis"))
        : concat(call, List.of(flat(call, x), flat(call, y)), 0);
  }

  private static KerasTensor flat(FunctionCall call, KerasTensor x) {
    return KerasTensor.of(call.math().reshape(x.tensor(), -1), Shape.of(x.shape().elements()));
  }

  static KerasTensor stack(FunctionCall call) {
    if (call.isTensor("x")) { // tf.stack takes a tensor for the list of its rows
      if (call.integer("axis", 0) != 0) {
        throw call.layer().refused("stacks the rows of a tensor along another axis");
      }
      return call.tensor("x");
    }
    List<KerasTensor> parts = call.tensors("x");
    Shape shape = parts.get(0).shape();
    ElementType type = parts.get(0).type();
    for (KerasTensor part : parts) {
      type = call.keras3() ? Promotion.common(type, part.type()) : type;
      for (int i = 0; i < shape.rank(); i++) {
        shape = shape.known(i) ? shape : shape.with(i, part.shape().dim(i));
      }
    }
    int axis = call.counted(call.integer("axis", 0), shape.rank() + 1);
    ElementType common = type;
    Tensor stacked =
        call.graph()
            .op("Pack")
            .in(parts.stream().map(part -> call.math().cast(part.tensor(), common)).toList())
            .attr("axis", axis)
            .out();
    Shape result =
        shape.slice(0, axis).append(parts.size()).concat(shape.slice(axis, shape.rank()));
    return KerasTensor.of(stacked, result);
  }

  static List<KerasTensor> unstack(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", 0, x.rank());
    long count = x.shape().dim(axis);
    int parts = call.integer("num", Math.toIntExact(count));
    if (parts < 0) {
      throw call.layer().refused("unstacks an axis of unknown size");
    }
    Shape shape = Reductions.shape(x.shape(), new int[] {axis}, false);
    return call
        .graph()
        .op("Unpack")
        .in(x.tensor())
        .attr("num", parts)
        .attr("axis", axis)
        .outs()
        .stream()
        .map(part -> KerasTensor.of(part, shape))
        .toList();
  }

  /** Into equal parts by their number, or by sizes; Keras 3's list is of positions. */
  static List<KerasTensor> split(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return split(call, x, call.axis("axis", 0, x.rank()));
  }

  static List<KerasTensor> split(FunctionCall call, KerasTensor x, int axis) {
    long length = x.shape().dim(axis);
    JsonNode sections = call.constant("sections");
    if (sections.isNumber()) {
      int parts = sections.intValue();
      long each = length < 0 ? Shape.UNKNOWN : length / parts;
      return call.math().split(x.tensor(), parts, axis).stream()
          .map(part -> KerasTensor.of(part, x.shape().with(axis, each)))
          .toList();
    }
    int[] given = call.integers("sections");
    int[] sizes = call.keras3() ? sizes(call, given, length) : given;
    int open = -1;
    long rest = length;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0) {
        open = i;
      } else if (length >= 0) {
        rest -= sizes[i];
      }
    }
    List<Tensor> parts =
        call.graph()
            .op("SplitV")
            .in(x.tensor())
            .in(call.graph().ints(sizes))
            .in(call.graph().intScalar(axis))
            .attr("num_split", sizes.length)
            .outs();
    List<KerasTensor> results = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      long size = i == open ? (length < 0 ? Shape.UNKNOWN : rest) : sizes[i];
      results.add(KerasTensor.of(parts.get(i), x.shape().with(axis, size)));
    }
    return results;
  }

  private static int[] sizes(FunctionCall call, int[] positions, long length) {
    int[] sizes = new int[positions.length + 1];
    int before = 0;
    for (int i = 0; i < positions.length; i++) {
      sizes[i] = positions[i] - before;
      before = positions[i];
    }
    sizes[positions.length] = length < 0 ? -1 : Math.toIntExact(length) - before;
    if (IntStream.of(positions).anyMatch(p -> p < 0)) {
      throw call.layer().refused("splits at positions counted from the end");
    }
    return sizes;
  }

  static KerasTensor tile(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] given = call.integers("repeats");
    int rank = Math.max(given.length, x.rank());
    Tensor value = x.tensor();
    Shape shape = x.shape();
    while (shape.rank() < rank) {
      value = call.math().expand(value, 0);
      shape = Shape.of(1).concat(shape);
    }
    int[] multiples = new int[rank];
    Arrays.fill(multiples, 1);
    System.arraycopy(given, 0, multiples, rank - given.length, given.length);
    for (int i = 0; i < rank; i++) {
      shape = shape.known(i) ? shape.with(i, shape.dim(i) * multiples[i]) : shape;
    }
    return KerasTensor.of(call.graph().apply("Tile", value, call.graph().ints(multiples)), shape);
  }

  static KerasTensor repeat(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int times = call.integer("repeats");
    if (!call.has("axis")) {
      Shape flat = Shape.of(x.shape().elements());
      Tensor value = call.math().repeat(call.math().reshape(x.tensor(), -1), flat, 0, times);
      return KerasTensor.of(value, flat.known(0) ? Shape.of(flat.dim(0) * times) : flat);
    }
    int axis = call.axis("axis", 0, x.rank());
    Shape shape = x.shape();
    return KerasTensor.of(
        call.math().repeat(x.tensor(), shape, axis, times),
        shape.known(axis) ? shape.with(axis, shape.dim(axis) * times) : shape);
  }

  static KerasTensor reverse(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    return KerasTensor.of(
        call.graph().apply("ReverseV2", x.tensor(), call.graph().ints(axes)), x.shape());
  }

  static KerasTensor roll(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] shift = call.integers("shift");
    GraphBuilder graph = call.graph();
    if (!call.has("axis")) {
      Tensor flat = call.math().reshape(x.tensor(), -1);
      Tensor rolled = graph.apply("Roll", flat, graph.ints(shift), graph.ints(0));
      return KerasTensor.of(
          graph.apply("Reshape", rolled, graph.apply("Shape", x.tensor())), x.shape());
    }
    int[] axes = call.axes("axis", x.rank());
    if (axes.length != shift.length) {
      throw call.layer().refused("rolls " + axes.length + " axes by " + shift.length + " shifts");
    }
    return KerasTensor.of(
        graph.apply("Roll", x.tensor(), graph.ints(shift), graph.ints(axes)), x.shape());
  }

  static KerasTensor broadcastTo(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor wide = call.graph().apply("BroadcastTo", x.tensor(), dims.vector());
    Shape known = dims.known();
    for (int i = 1; i <= Math.min(known.rank(), x.rank()); i++) {
      if (!known.known(known.rank() - i) && x.shape().dim(-i) > 1) {
        known = known.with(known.rank() - i, x.shape().dim(-i));
      }
    }
    return KerasTensor.of(wide, known);
  }

  /** Constant, reflected or mirrored padding. */
  static KerasTensor pad(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[][] widths = widths(call, call.constant("paddings"), x.rank());
    int[] flat = IntStream.range(0, 2 * x.rank()).map(i -> widths[i / 2][i % 2]).toArray();
    GraphBuilder graph = call.graph();
    Tensor paddings = graph.apply("Reshape", graph.ints(flat), graph.ints(x.rank(), 2));
    String mode = call.text("mode", "constant").toUpperCase(Locale.ROOT);
    Tensor padded =
        switch (mode) {
          case "CONSTANT" -> {
            Tensor value =
                call.has("value")
                    ? call.tensor("value", x.type()).tensor()
                    : graph.scalarLike(x.tensor(), 0);
            yield graph.apply("PadV2", x.tensor(), paddings, value);
          }
          case "REFLECT", "SYMMETRIC" ->
              graph.op("MirrorPad").in(x.tensor()).in(paddings).attr("mode", mode).out();
          default -> throw call.layer().refused("pads with mode " + mode);
        };
    Shape shape = x.shape();
    for (int i = 0; i < shape.rank(); i++) {
      shape = shape.known(i) ? shape.with(i, shape.dim(i) + widths[i][0] + widths[i][1]) : shape;
    }
    return KerasTensor.of(padded, shape);
  }

  /** One number for all, a pair for all, or a pair an axis. */
  private static int[][] widths(FunctionCall call, JsonNode node, int rank) {
    int[][] widths = new int[rank][2];
    for (int axis = 0; axis < rank; axis++) {
      JsonNode own = node;
      if (node.isArray() && node.path(0).isArray()) {
        own = node.size() == 1 ? node.get(0) : node.path(axis);
      }
      JsonNode before = own.isArray() ? own.path(0) : own;
      JsonNode after = own.isArray() ? own.path(own.size() - 1) : own;
      if (!before.isIntegralNumber() || !after.isIntegralNumber()) {
        throw call.layer().refused("pads by " + node);
      }
      widths[axis][0] = before.intValue();
      widths[axis][1] = after.intValue();
    }
    return widths;
  }

  /** The shape at run time, a vector. */
  static KerasTensor shape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("out_type").orElse(ElementType.INT32);
    Tensor shape = call.graph().op("Shape").in(x.tensor()).attr("out_type", type).out();
    return KerasTensor.of(shape, Shape.of(x.rank()));
  }

  static KerasTensor size(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("out_type").orElse(ElementType.INT32);
    Tensor size = call.graph().op("Size").in(x.tensor()).attr("out_type", type).out();
    return KerasTensor.of(size, Shape.SCALAR);
  }

  /** The lower or upper triangle of the last two axes. */
  static FunctionBody.Single triangle(boolean lower) {
    return call -> {
      KerasTensor x = call.tensor("x");
      int k = call.integer("k", 0);
      GraphBuilder graph = call.graph();
      Tensor below = graph.intScalar(lower ? -1 : -k);
      Tensor above = graph.intScalar(lower ? k : -1);
      if (lower ? k < 0 : k > 0) {
        int cut = Math.abs(k) - 1;
        Tensor band =
            graph.apply(
                "MatrixBandPart",
                x.tensor(),
                graph.intScalar(lower ? cut : -1),
                graph.intScalar(lower ? -1 : cut));
        return KerasTensor.of(call.math().sub(x.tensor(), band), x.shape());
      }
      return KerasTensor.of(graph.apply("MatrixBandPart", x.tensor(), below, above), x.shape());
    };
  }

  static KerasTensor bandPart(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    GraphBuilder graph = call.graph();
    Tensor band =
        graph.apply(
            "MatrixBandPart",
            x.tensor(),
            graph.intScalar(call.integer("lower")),
            graph.intScalar(call.integer("upper")));
    return KerasTensor.of(band, x.shape());
  }
}
