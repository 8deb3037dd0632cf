package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** What is greatest, and where a value stands among others. */
public final class Orders {
  private Orders() {}

  /** TensorFlow takes and ignores {@code stable} (tensorflow/python/ops/sort_ops.py). */
  public static KerasTensor argsort(FunctionCall call) {
    call.flag("stable", false);
    return Ordering.argsort(call);
  }

  /** Positions are of {@code index_type}, which TensorFlow has since 2.14. */
  public static List<KerasTensor> topK(FunctionCall call) {
    ElementType type = call.type("index_type").orElse(ElementType.INT32);
    KerasTensor x = call.tensor("x");
    Count k = Count.of(call, "k", 1);
    List<Tensor> top =
        call.graph()
            .op("TopKV2")
            .in(x.tensor())
            .in(k.tensor())
            .attr("sorted", call.flag("sorted", true))
            .outs();
    Shape shape = x.shape().with(-1, k.known());
    KerasTensor places = KerasTensor.of(top.get(1), shape);
    return List.of(KerasTensor.of(top.get(0), shape), Promotion.cast(call, places, type));
  }

  /** The k greatest or least along an axis; on the CPU they are not approximate. */
  public static FunctionBody approximate(boolean greatest) {
    return call -> {
      KerasTensor x = call.tensor("x");
      int axis = call.axis("axis", -1, x.rank());
      int k = call.integer("k", 10);
      call.number("recall_target", 1);
      if (call.integer("size", -1) != -1 || !call.flag("whole", true)) {
        throw call.layer().refused("leaves the approximate top k in parts");
      }
      int last = x.rank() - 1;
      int[] swap = IntStream.rangeClosed(0, last).toArray();
      swap[axis] = last;
      swap[last] = axis;
      Arithmetic math = call.math();
      Tensor moved = math.transpose(x.tensor(), swap);
      List<Tensor> top =
          call.graph()
              .op("TopKV2")
              .in(greatest ? moved : math.neg(moved))
              .in(call.graph().intScalar(k))
              .outs();
      Tensor values = greatest ? top.get(0) : math.neg(top.get(0));
      Shape shape = x.shape().with(axis, k);
      return List.of(
          KerasTensor.of(math.transpose(values, swap), shape),
          KerasTensor.of(math.transpose(top.get(1), swap), shape));
    };
  }

  /** Whether each target is among the k greatest predictions. */
  public static KerasTensor within(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor targets = call.tensor("targets", ElementType.INT32);
    Tensor k = call.tensor("k", targets.type()).tensor();
    Tensor within =
        call.graph()
            .apply("InTopKV2", x.tensor(), targets.tensor(), call.math().cast(k, targets.type()));
    return KerasTensor.of(within, targets.shape());
  }

  /** Where values would be put into sequences that are sorted along the last axis. */
  public static KerasTensor search(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor values = call.tensor("values", x.type());
    String side = call.text("side", "left");
    if (!side.equals("left") && !side.equals("right")) {
      throw call.layer().refused("searches from side " + side);
    }
    Tensor places =
        call.graph()
            .op(side.equals("left") ? "LowerBound" : "UpperBound")
            .in(rows(call, x))
            .in(rows(call, values))
            .attr("out_type", call.type("out_type").orElse(ElementType.INT32))
            .out();
    Tensor shape = call.graph().apply("Shape", values.tensor());
    return KerasTensor.of(call.graph().apply("Reshape", places, shape), values.shape());
  }

  /** All axes but the last as one. */
  private static Tensor rows(FunctionCall call, KerasTensor x) {
    Tensor shape = call.graph().apply("Shape", x.tensor());
    Tensor length = Shapes.dim(call.graph(), shape, x.rank() - 1);
    Tensor matrix = call.graph().op("Pack").in(List.of(call.graph().intScalar(-1), length)).out();
    return call.graph().apply("Reshape", x.tensor(), matrix);
  }
}
