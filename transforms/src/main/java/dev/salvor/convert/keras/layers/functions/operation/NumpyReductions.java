package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.array.Rearranging;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.reduction.Cumulation;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.statistics.Binning;
import dev.salvor.convert.keras.layers.functions.statistics.Distinct;
import dev.salvor.convert.keras.layers.functions.statistics.NanQuantiles;
import dev.salvor.convert.keras.layers.functions.statistics.NanReductions;
import dev.salvor.convert.keras.layers.functions.statistics.Ordering;
import dev.salvor.convert.keras.layers.functions.statistics.Partitions;
import dev.salvor.convert.keras.layers.functions.statistics.Quantiles;

/**
 * Functions of {@code keras.ops.numpy} over axes: sums, orders, quantiles, counts
 * (keras/src/ops/numpy.py).
 */
public final class NumpyReductions {
  private static final String REDUCTION = "x axis keepdims";

  private NumpyReductions() {}

  public static void add(FunctionTable table) {
    plain(table);
    withoutNan(table);
    order(table);
    counts(table);
  }

  private static void plain(FunctionTable table) {
    table
        .each("numpy.", "Sum Mean All Any", REDUCTION, Reductions::of)
        .each("numpy.", "Max Amax=Max Min Amin=Min", REDUCTION + " initial", Reductions::of)
        .add("numpy.Prod", REDUCTION + " dtype", Reductions.of("Prod"))
        .add("numpy.Var", REDUCTION, Reductions::variance)
        .add("numpy.Std", REDUCTION, Reductions::deviation)
        .add("numpy.Average", "x weights axis", Reductions::average)
        .add("numpy.Ptp", REDUCTION, Reductions::range)
        .add("numpy.CountNonzero", "x axis", Reductions::countNonzero)
        .add("numpy.Cumsum", "x axis dtype", Cumulation.of("Cumsum"))
        .add("numpy.Cumprod", "x axis dtype", Cumulation.of("Cumprod"));
  }

  private static void withoutNan(FunctionTable table) {
    double least = Double.NEGATIVE_INFINITY;
    double greatest = Double.POSITIVE_INFINITY;
    table
        .add("numpy.Nansum", REDUCTION, NanReductions.of("Sum", 0))
        .add("numpy.Nanprod", REDUCTION, NanReductions.of("Prod", 1))
        .add("numpy.Nanmax", REDUCTION, NanReductions.of("Max", least))
        .add("numpy.Nanmin", REDUCTION, NanReductions.of("Min", greatest))
        .add("numpy.Nanmean", REDUCTION, NanReductions::mean)
        .add("numpy.Nanvar", REDUCTION, NanReductions.spread(false))
        .add("numpy.Nanstd", REDUCTION, NanReductions.spread(true))
        .add("numpy.Nanargmax", REDUCTION, NanReductions.position("ArgMax", least))
        .add("numpy.Nanargmin", REDUCTION, NanReductions.position("ArgMin", greatest))
        .add("numpy.Nancumsum", "x axis dtype", Cumulation.withoutNan("Cumsum", 0))
        .add("numpy.Nancumprod", "x axis dtype", Cumulation.withoutNan("Cumprod", 1))
        .add("numpy.Nanmedian", REDUCTION, NanQuantiles::median)
        .add("numpy.Nanquantile", "x q axis method keepdims", NanQuantiles.of(1))
        .add("numpy.Nanpercentile", "x q axis method keepdims", NanQuantiles.of(100));
  }

  private static void order(FunctionTable table) {
    table
        .add("numpy.Median", REDUCTION, Quantiles::median)
        .add("numpy.Quantile", "x q axis method keepdims", Quantiles::linear)
        .add("numpy.Percentile", "x q axis method keepdims", Quantiles::percentile)
        .add("numpy.Argmax", REDUCTION, Ordering.position("ArgMax"))
        .add("numpy.Argmin", REDUCTION, Ordering.position("ArgMin"))
        .add("numpy.Sort", "x axis", Ordering::sort)
        .add("numpy.Argsort", "x axis", Ordering::argsort)
        .add("numpy.Argpartition", "x kth axis", Partitions::indices)
        .add("numpy.SearchSorted", "sorted=sorted_sequence x=values side", Binning::searchSorted);
  }

  private static void counts(FunctionTable table) {
    table
        .add("numpy.Digitize", "x bins", Binning::digitize)
        .add("numpy.Bincount", "x weights minlength sparse", Binning::counts)
        .addAll("numpy.Histogram", "x bins range", Binning::histogram)
        .addAll(
            "numpy.Unique",
            "x sorted return_index return_inverse return_counts axis size fill_value",
            Distinct::of)
        .add("numpy.IsIn", "x=x1 y=x2 assume_unique invert", Rearranging::isIn);
  }
}
