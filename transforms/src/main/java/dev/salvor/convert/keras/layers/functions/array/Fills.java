package dev.salvor.convert.keras.layers.functions.array;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Literal;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/** Tensors made of nothing but a shape or bounds that a model computes. */
public final class Fills {
  private Fills() {}

  /** {@code tf.zeros} and {@code tf.ones}. */
  public static FunctionBody.Single of(double value) {
    return call -> {
      Dimensions dims = Dimensions.of(call, "shape");
      ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
      Tensor filled = call.graph().apply("Fill", dims.vector(), call.graph().scalar(type, value));
      return KerasTensor.of(filled, dims.known());
    };
  }

  public static KerasTensor fill(FunctionCall call) {
    Dimensions dims = Dimensions.of(call, "shape");
    KerasTensor value = call.tensor("value");
    return KerasTensor.of(call.graph().apply("Fill", dims.vector(), value.tensor()), dims.known());
  }

  public static KerasTensor eye(FunctionCall call) {
    Count rows = Count.of(call, "rows");
    Count columns = call.has("columns") ? Count.of(call, "columns") : rows;
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    GraphBuilder graph = call.graph();
    Tensor size = graph.op("Pack").in(List.of(rows.tensor(), columns.tensor())).out();
    Shape shape = Shape.of(rows.known(), columns.known());
    if (call.has("batch")) {
      Dimensions batch = Dimensions.of(call, "batch");
      size = call.math().concat(List.of(batch.vector(), size), 0);
      shape = batch.known().concat(shape);
    }
    Tensor ones = graph.apply("Fill", size, graph.scalar(type, 1));
    Tensor none = graph.intScalar(0);
    return KerasTensor.of(graph.apply("MatrixBandPart", ones, none, none), shape);
  }

  /** One bound is the end; the type is the widest of the bounds' where none is named. */
  public static KerasTensor range(FunctionCall call) {
    boolean both = call.has("limit");
    KerasTensor[] bounds = {
      both ? call.tensor("start") : Literal.of(call.layer(), IntNode.valueOf(0), null),
      call.tensor(both ? "limit" : "start"),
      call.has("delta") ? call.tensor("delta") : Literal.of(call.layer(), IntNode.valueOf(1), null)
    };
    List<ElementType> order =
        List.of(ElementType.INT32, ElementType.INT64, ElementType.FLOAT32, ElementType.FLOAT64);
    ElementType type =
        call.type("dtype")
            .orElseGet(
                () ->
                    Arrays.stream(bounds)
                        .map(KerasTensor::type)
                        .max((a, b) -> order.indexOf(a) - order.indexOf(b))
                        .orElseThrow());
    Arithmetic math = call.math();
    Tensor[] cast = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      cast[i] = math.cast(bounds[i].tensor(), type);
    }
    Tensor range = call.graph().apply("Range", cast[0], cast[1], cast[2]);
    return KerasTensor.of(range, Shape.of(Shape.UNKNOWN));
  }

  /** {@code num} values from start to stop, both among them (math_ops.py, linspace_nd). */
  public static KerasTensor linspace(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "start", "stop");
    int count = call.integer("num");
    Shape ends = pair.shape(call);
    int axis = call.counted(call.integer("axis", 0), ends.rank() + 1);
    ElementType type = pair.x().type();
    if (count < 1 || !type.floating()) {
      throw call.layer().refused("makes " + count + " steps of " + type.id());
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor shape =
        graph.apply(
            "BroadcastArgs",
            graph.apply("Shape", pair.x().tensor()),
            graph.apply("Shape", pair.y().tensor()));
    Tensor start = math.expand(graph.apply("BroadcastTo", pair.x().tensor(), shape), axis);
    Tensor stop = math.expand(graph.apply("BroadcastTo", pair.y().tensor(), shape), axis);
    Shape result = ends.slice(0, axis).append(count).concat(ends.slice(axis, ends.rank()));
    if (count == 1) {
      return KerasTensor.of(start, result);
    }
    Tensor delta = math.div(math.sub(stop, start), count - 1);
    double[] steps = new double[Math.max(count - 2, 0)];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i + 1;
    }
    long[] dims = new long[ends.rank() + 1];
    Arrays.fill(dims, 1);
    dims[axis] = steps.length;
    List<Tensor> parts =
        steps.length == 0
            ? List.of(start, stop)
            : List.of(
                start,
                math.add(start, math.mul(delta, graph.numbers(type, Shape.of(dims), steps))),
                stop);
    return KerasTensor.of(math.concat(parts, axis), result);
  }

  /** True up to each length; as long as the longest where no length is given. */
  public static KerasTensor sequenceMask(FunctionCall call) {
    KerasTensor lengths = call.tensor("x", ElementType.INT32);
    ElementType type = call.type("dtype").orElse(ElementType.BOOL);
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor end;
    long known = Shape.UNKNOWN;
    if (call.has("length")) {
      KerasTensor length = call.tensor("length");
      end = length.tensor();
      known = call.isTensor("length") ? Shape.UNKNOWN : call.integer("length");
    } else {
      Tensor longest = math.reduce("Max", lengths.tensor(), false, Reductions.all(lengths));
      end = math.max(longest, 0);
    }
    Tensor places = graph.apply("Range", graph.scalarLike(end, 0), end, graph.scalarLike(end, 1));
    Tensor ends = math.cast(math.expand(lengths.tensor(), lengths.rank()), end.type());
    Tensor mask = graph.apply("Less", places, ends);
    return KerasTensor.of(math.cast(mask, type), lengths.shape().append(known));
  }
}
