package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tf.gather} and its kin with all their arguments, and what picks by table or class. */
public final class Picks {
  private Picks() {}

  /** Indices outside are an error on the CPU, whichever device trained the model. */
  public static KerasTensor gather(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor indices = call.tensor("indices", ElementType.INT32);
    int given = call.integer("batch_dims", 0);
    int batch = given < 0 ? given + indices.rank() : given;
    // an axis that is not given is batch_dims as it stands, counted in the other tensor
    int axis = call.has("axis") ? call.axis("axis", 0, x.rank()) : call.counted(given, x.rank());
    if (batch < 0 || batch > axis || batch > indices.rank()) {
      throw call.layer().refused("has batch_dims " + given + " and axis " + axis);
    }
    return gathered(call, x, indices, axis, batch);
  }

  public static KerasTensor batchGather(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor indices = call.tensor("indices", ElementType.INT32);
    int batch = indices.rank() - 1;
    return gathered(call, x, indices, batch, batch);
  }

  private static KerasTensor gathered(
      FunctionCall call, KerasTensor x, KerasTensor indices, int axis, int batch) {
    Tensor picked =
        call.graph()
            .op("GatherV2")
            .in(x.tensor())
            .in(indices.tensor())
            .in(call.graph().intScalar(axis))
            .attr("batch_dims", batch)
            .out();
    Shape outer = x.shape().slice(0, axis);
    for (int i = 0; i < batch; i++) {
      outer = outer.known(i) ? outer : outer.with(i, indices.shape().dim(i));
    }
    return KerasTensor.of(
        picked,
        outer
            .concat(indices.shape().slice(batch, indices.rank()))
            .concat(x.shape().slice(axis + 1, x.rank())));
  }

  /** Batch axes become part of every index (array_ops.py, batch_gather_nd). */
  public static KerasTensor gatherNd(FunctionCall call) {
    policy(call);
    KerasTensor x = call.tensor("x");
    KerasTensor indices = call.tensor("indices", ElementType.INT32);
    int batch = call.integer("batch_dims", 0);
    if (!indices.shape().known(-1) || batch < 0 || batch >= indices.rank()) {
      throw call.layer().refused("gathers with batch_dims " + batch + " by " + indices.shape());
    }
    int depth = Math.toIntExact(indices.shape().dim(-1));
    GraphBuilder graph = call.graph();
    Tensor places = indices.tensor();
    Tensor actual = graph.apply("Shape", places);
    for (int i = batch - 1; i >= 0; i--) {
      Tensor length = Shapes.dim(graph, actual, i);
      Tensor numbers = graph.apply("Range", graph.intScalar(0), length, graph.intScalar(1));
      int[] dims = new int[indices.rank()];
      Arrays.fill(dims, 1);
      dims[i] = -1;
      Tensor own = call.math().reshape(call.math().cast(numbers, indices.type()), dims);
      Tensor one = graph.ints(1);
      Tensor outer = call.math().slice(actual, new int[] {0}, new int[] {indices.rank() - 1});
      Tensor wide = graph.apply("BroadcastTo", own, call.math().concat(List.of(outer, one), 0));
      places = call.math().concat(List.of(wide, places), indices.rank() - 1);
    }
    Tensor picked = graph.apply("GatherNd", x.tensor(), places);
    Shape shape =
        indices
            .shape()
            .slice(0, indices.rank() - 1)
            .concat(x.shape().slice(batch + depth, x.rank()));
    return KerasTensor.of(picked, shape);
  }

  private static void policy(FunctionCall call) {
    String policy = call.text("bad_indices_policy", "");
    if (!policy.isEmpty() && !policy.equals("DEFAULT") && !policy.equals("ERROR")) {
      throw call.layer().refused("has bad_indices_policy " + policy);
    }
  }

  /** The type is that of the values where none is named, float32 where there are none. */
  public static KerasTensor oneHot(FunctionCall call) {
    KerasTensor x = call.tensor("x", ElementType.INT32);
    Count depth = Count.of(call, "depth");
    @Nullable ElementType stated = call.type("dtype").orElse(null);
    ElementType natural =
        call.has("on_value")
            ? (stated == null ? call.tensor("on_value") : call.tensor("on_value", stated)).type()
            : call.has("off_value")
                ? (stated == null ? call.tensor("off_value") : call.tensor("off_value", stated))
                    .type()
                : ElementType.FLOAT32;
    ElementType type = stated == null ? natural : stated;
    int axis = call.counted(call.integer("axis", -1), x.rank() + 1);
    GraphBuilder graph = call.graph();
    Tensor on =
        call.has("on_value") ? call.tensor("on_value", type).tensor() : graph.scalar(type, 1);
    Tensor off =
        call.has("off_value") ? call.tensor("off_value", type).tensor() : graph.scalar(type, 0);
    Tensor encoded =
        graph
            .op("OneHot")
            .in(x.tensor())
            .in(depth.tensor())
            .in(on)
            .in(off)
            .attr("axis", axis == x.rank() ? -1 : axis)
            .out();
    Shape shape =
        x.shape().slice(0, axis).append(depth.known()).concat(x.shape().slice(axis, x.rank()));
    return KerasTensor.of(encoded, shape);
  }

  /**
   * Rows of one table, each no longer than {@code max_norm}
   * (tensorflow/python/ops/embedding_ops.py).
   */
  public static KerasTensor embedding(FunctionCall call) {
    call.text("partition_strategy", "");
    KerasTensor x = call.tensors("x").size() == 1 ? call.tensors("x").get(0) : null;
    if (x == null) {
      throw call.layer().refused("looks up in a table that is cut into parts");
    }
    KerasTensor ids = call.tensor("indices", ElementType.INT32);
    KerasTensor rows = gathered(call, x, ids, 0, 0);
    if (!call.has("max_norm")) {
      return rows;
    }
    int[] axes = new int[x.rank() - 1];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = ids.rank() + i;
    }
    return KerasTensor.of(
        Reductions.clipped(call, rows.tensor(), call.tensor("max_norm", x.type()).tensor(), axes),
        rows.shape());
  }
}
