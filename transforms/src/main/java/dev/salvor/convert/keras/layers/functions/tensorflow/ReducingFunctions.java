package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.convert.keras.layers.functions.linalg.VectorNorms;
import dev.salvor.convert.keras.layers.functions.reduction.Moments;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.statistics.Ordering;
import dev.salvor.convert.keras.layers.functions.statistics.Orders;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Functions of tf.math over axes: reductions, positions, orders, sums along an axis. */
final class ReducingFunctions {
  private static final String REDUCTION = "x=input_tensor axis keepdims name";
  private static final String V1 = REDUCTION + " axis=reduction_indices keepdims=keep_dims";
  private static final String MOMENTS = "x axis=axes shift keepdims name";

  private ReducingFunctions() {}

  static void add(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"sum", "Sum"},
          {"mean", "Mean"},
          {"max", "Max"},
          {"min", "Min"},
          {"prod", "Prod"},
          {"all", "All"},
          {"any", "Any"}
        }) {
      reduction(table, entry[0], Reductions.of(entry[1]));
    }
    reduction(table, "logsumexp", Reductions::logSumExp);
    table
        .add("math.reduce_variance", REDUCTION, Reductions::variance)
        .add("math.reduce_std", REDUCTION, Reductions::deviation)
        .add("math.reduce_euclidean_norm", REDUCTION, ReducingFunctions::euclidean)
        .add("math.count_nonzero", "x=input axis keepdims dtype name", Reductions::countNonzero)
        .add(
            "compat.v1.math.count_nonzero",
            "x=input_tensor axis keepdims dtype name axis=reduction_indices keepdims=keep_dims"
                + " x=input",
            Reductions::countNonzero)
        .add("math.zero_fraction nn.zero_fraction", "x=value name", ReducingFunctions::zeros)
        .add(
            "math.l2_normalize linalg.l2_normalize nn.l2_normalize",
            "x axis epsilon name axis=dim",
            VectorNorms::l2Normalize)
        .add(
            "compat.v1.math.l2_normalize", "x axis epsilon name axis=dim", VectorNorms::l2Normalize)
        .add("clip_by_norm", "x=t norm=clip_norm axis=axes name", ReducingFunctions::clipByNorm)
        .add(
            "compat.v1.clip_by_average_norm",
            "x=t norm=clip_norm name",
            ReducingFunctions::clipByAverage)
        .addAll(
            "clip_by_global_norm",
            "x=t_list norm=clip_norm size=use_norm name",
            ReducingFunctions::clipByGlobal)
        .add("linalg.global_norm", "x=t_list name", ReducingFunctions::globalNorm);
    positions(table);
    orders(table);
    moments(table);
  }

  private static void reduction(FunctionTable table, String name, FunctionBody.Single body) {
    table
        .add("math.reduce_" + name + " reduce_" + name, REDUCTION, body)
        .add("compat.v1.reduce_" + name + " compat.v1.math.reduce_" + name, V1, body);
  }

  private static void positions(FunctionTable table) {
    for (String[] entry : new String[][] {{"argmax", "ArgMax"}, {"argmin", "ArgMin"}}) {
      table
          .add(
              "math." + entry[0] + " " + entry[0],
              "x=input axis dtype=output_type name",
              Ordering.position(entry[1]))
          .add(
              "compat.v1.math." + entry[0] + " compat.v1." + entry[0],
              "x=input axis name axis=dimension dtype=output_type",
              Ordering.position(entry[1]));
    }
  }

  private static void orders(FunctionTable table) {
    String along = "x axis exclusive reverse name";
    table
        .add("math.cumsum cumsum", along, Reductions.cumulative("Cumsum"))
        .add("math.cumprod", along, Reductions.cumulative("Cumprod"))
        .add("math.cumulative_logsumexp", along, Reductions.cumulative("CumulativeLogsumexp"))
        .add("sort", "x=values axis direction name", Ordering::sort)
        .add("argsort", "x=values axis direction stable name", Orders::argsort)
        .addAll("math.top_k nn.top_k", "x=input k sorted index_type name", Orders::topK)
        .addAll(
            "math.approx_max_k nn.approx_max_k",
            "x=operand k axis=reduction_dimension recall_target size=reduction_input_size_override"
                + " whole=aggregate_to_topk name",
            Orders.approximate(true))
        .addAll(
            "math.approx_min_k nn.approx_min_k",
            "x=operand k axis=reduction_dimension recall_target size=reduction_input_size_override"
                + " whole=aggregate_to_topk name",
            Orders.approximate(false))
        .addAll(
            "approx_top_k",
            "x=input k axis=reduction_dimension recall_target greatest=is_max_k"
                + " size=reduction_input_size_override whole=aggregate_to_topk name",
            call -> Orders.approximate(call.flag("greatest", true)).apply(call))
        .add("math.in_top_k nn.in_top_k", "targets x=predictions k name", Orders::within)
        .add("compat.v1.math.in_top_k", "x=predictions targets k name", Orders::within)
        .add("searchsorted", "x=sorted_sequence values side out_type name", Orders::search);
  }

  private static void moments(FunctionTable table) {
    table
        .addAll("nn.moments", MOMENTS, Reductions::moments)
        .addAll(
            "compat.v1.nn.moments",
            "x axis=axes shift name keepdims=keep_dims keepdims",
            Reductions::moments)
        .addAll("nn.sufficient_statistics", MOMENTS, Moments::statistics)
        .addAll(
            "compat.v1.nn.sufficient_statistics",
            "x axis=axes shift keepdims=keep_dims name keepdims",
            Moments::statistics)
        .addAll(
            "nn.normalize_moments",
            "counts mean=mean_ss variance=variance_ss shift name",
            Moments::normalized)
        .addAll(
            "nn.weighted_moments",
            "x axis=axes weights=frequency_weights keepdims name",
            Moments::weighted)
        .addAll(
            "compat.v1.nn.weighted_moments",
            "x axis=axes weights=frequency_weights name keepdims=keep_dims keepdims",
            Moments::weighted);
  }

  private static KerasTensor euclidean(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Tensor norm = call.math().reduce("EuclideanNorm", x.tensor(), keep, axes);
    return KerasTensor.of(norm, Reductions.shape(x.shape(), axes, keep));
  }

  private static KerasTensor zeros(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    Tensor zero = math.cast(Numbers.equal(math, x.tensor(), 0), ElementType.FLOAT32);
    return KerasTensor.of(math.mean(zero, false, Reductions.all(x)), Shape.SCALAR);
  }

  private static KerasTensor clipByNorm(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor norm = call.tensor("norm", x.type()).tensor();
    int[] axes = call.axes("axis", x.rank());
    return KerasTensor.of(Reductions.clipped(call, x.tensor(), norm, axes), x.shape());
  }

  private static KerasTensor clipByAverage(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor norm = call.tensor("norm", x.type()).tensor();
    Arithmetic math = call.math();
    Tensor count = math.cast(call.graph().apply("Size", x.tensor()), x.type());
    Tensor squares = math.sum(math.square(x.tensor()), false, Reductions.all(x));
    Tensor scale =
        math.min(
            math.mul(math.rsqrt(squares), count),
            math.div(call.graph().scalarLike(x.tensor(), 1), norm));
    return KerasTensor.of(math.mul(math.mul(x.tensor(), norm), scale), x.shape());
  }

  private static Tensor globalNorm(FunctionCall call, List<KerasTensor> parts) {
    Arithmetic math = call.math();
    List<Tensor> halves = new ArrayList<>();
    parts.forEach(part -> halves.add(call.graph().apply("L2Loss", part.tensor())));
    Tensor sum = math.sum(call.graph().op("Pack").in(halves).out(), false, 0);
    return math.sqrt(math.mul(sum, 2));
  }

  private static KerasTensor globalNorm(FunctionCall call) {
    return KerasTensor.of(globalNorm(call, call.tensors("x")), Shape.SCALAR);
  }

  /** Tensors scaled together, and their norm; not finite where that is not. */
  private static List<KerasTensor> clipByGlobal(FunctionCall call) {
    List<KerasTensor> parts = call.tensors("x");
    Arithmetic math = call.math();
    ElementType type = parts.get(0).type();
    Tensor size = call.has("size") ? call.tensor("size", type).tensor() : globalNorm(call, parts);
    Tensor clip = call.tensor("norm", type).tensor();
    Tensor one = call.graph().scalarLike(size, 1);
    Tensor scale = math.mul(clip, math.min(math.div(one, size), math.div(one, clip)));
    // infinity less itself is no number
    Tensor checked = math.add(scale, math.sub(size, size));
    List<KerasTensor> results = new ArrayList<>();
    parts.forEach(
        part -> results.add(KerasTensor.of(math.mul(part.tensor(), checked), part.shape())));
    results.add(KerasTensor.of(size, Shape.SCALAR));
    return results;
  }
}
