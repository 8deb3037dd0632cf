package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Loop;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Values put into a tensor at places that are computed (keras/src/ops/core.py). */
public final class Scattering {
  private Scattering() {}

  /** Into zeros; values for one place are added up. */
  public static KerasTensor scatter(FunctionCall call) {
    KerasTensor values = call.tensor("values");
    Dimensions shape = Dimensions.of(call, "shape");
    Tensor indices = indices(call);
    Tensor sizes = call.math().cast(shape.vector(), indices.type());
    Tensor result = call.graph().apply("ScatterNd", indices, values.tensor(), sizes);
    return KerasTensor.of(result, shape.known());
  }

  private static Tensor indices(FunctionCall call) {
    KerasTensor indices = call.tensor("indices");
    ElementType type = indices.type() == ElementType.INT64 ? ElementType.INT64 : ElementType.INT32;
    return call.math().cast(indices.tensor(), type);
  }

  /** In the place of what is there, or put together with it. */
  public static KerasTensor update(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor updates = Promotion.cast(call, call.tensor("updates", x.type()), x.type());
    Tensor indices = indices(call);
    String reduction = call.text("reduction", "update");
    String op =
        switch (reduction) {
          case "update" -> "TensorScatterUpdate";
          case "add" -> "TensorScatterAdd";
          case "max" -> "TensorScatterMax";
          case "min" -> "TensorScatterMin";
          case "mul" -> "";
          default -> throw call.layer().refused("puts values together by " + reduction);
        };
    Tensor result =
        op.isEmpty()
            ? multiplied(call.graph(), x.tensor(), indices, updates.tensor())
            : call.graph().apply(op, x.tensor(), indices, updates.tensor());
    return KerasTensor.of(result, x.shape());
  }

  /** There is no op for products: one update after the other. */
  private static Tensor multiplied(GraphBuilder graph, Tensor x, Tensor indices, Tensor updates) {
    Tensor count = Shapes.dim(graph, graph.apply("Shape", indices), 0);
    return Loop.counted(graph, count, List.of(x, indices, updates), Scattering::step).get(0);
  }

  private static List<Tensor> step(Arithmetic math, Tensor count, List<Tensor> in) {
    GraphBuilder inner = math.graph();
    Tensor place = math.expand(row(inner, in.get(1), count), 0);
    Tensor update = math.expand(row(inner, in.get(2), count), 0);
    Tensor product = math.mul(inner.apply("GatherNd", in.get(0), place), update);
    Tensor updated = inner.apply("TensorScatterUpdate", in.get(0), place, product);
    return List.of(updated, in.get(1), in.get(2));
  }

  private static Tensor row(GraphBuilder inner, Tensor rows, Tensor place) {
    return inner.apply("GatherV2", rows, place, inner.intScalar(0));
  }

  /** A block of values from a corner on, moved to lie within (XlaDynamicUpdateSlice). */
  public static KerasTensor sliceUpdate(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor updates = Promotion.cast(call, call.tensor("updates", x.type()), x.type());
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    if (x.rank() != updates.rank()) {
      throw call.layer().refused("updates " + x.shape() + " with " + updates.shape());
    }
    Tensor given = Dimensions.of(call, "begin").vector();
    Tensor sizes = graph.apply("Shape", updates.tensor());
    Tensor all = graph.apply("Shape", x.tensor());
    Tensor begin = math.max(math.min(given, math.sub(all, sizes)), 0);
    Tensor after = math.sub(math.sub(all, begin), sizes);
    Tensor paddings = graph.op("Pack").in(List.of(begin, after)).attr("axis", 1).out();
    Tensor placed = graph.apply("Pad", updates.tensor(), paddings);
    Tensor ones = graph.apply("Fill", sizes, graph.scalar(ElementType.FLOAT32, 1));
    Tensor inside = math.greater(graph.apply("Pad", ones, paddings), 0);
    return KerasTensor.of(math.where(inside, placed, x.tensor()), x.shape());
  }
}
