package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Functions of tf.math over segments, and those that count. */
public final class CountingFunctions {
  private static final String UNSORTED = "x=data ids=segment_ids count=num_segments name";

  private CountingFunctions() {}

  static void add(FunctionTable table) {
    for (String name : List.of("Sum", "Mean", "Prod", "Max", "Min")) {
      table.add(
          "math.segment_" + name.toLowerCase(Locale.ROOT),
          "x=data ids=segment_ids name",
          sorted("Segment" + name));
    }
    for (String name : List.of("Sum", "Prod", "Max", "Min")) {
      table.add(
          "math.unsorted_segment_" + name.toLowerCase(Locale.ROOT),
          UNSORTED,
          unsorted("UnsortedSegment" + name));
    }
    String confusion = "x=labels y=predictions classes=num_classes";
    table
        .add("math.unsorted_segment_mean", UNSORTED, call -> divided(call, false))
        .add("math.unsorted_segment_sqrt_n", UNSORTED, call -> divided(call, true))
        .add(
            "math.confusion_matrix",
            confusion + " weights dtype name",
            CountingFunctions::confusion)
        .add(
            "compat.v1.math.confusion_matrix",
            confusion + " dtype name weights",
            CountingFunctions::confusion)
        .add(
            "math.bincount",
            "x=arr weights least=minlength most=maxlength dtype name axis binary=binary_output",
            CountingFunctions::bins)
        .add(
            "histogram_fixed_width",
            "x=values range=value_range count=nbins dtype name",
            CountingFunctions::histogram)
        .add(
            "histogram_fixed_width_bins",
            "x=values range=value_range count=nbins dtype name",
            CountingFunctions::histogramBins);
  }

  /** Segments by rising numbers along the first axis. */
  private static FunctionBody.Single sorted(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Tensor ids = call.tensor("ids", ElementType.INT32).tensor();
      return KerasTensor.of(
          call.graph().apply(op, x.tensor(), ids), x.shape().with(0, Shape.UNKNOWN));
    };
  }

  public static FunctionBody.Single unsorted(String op) {
    return call -> unsorted(call, op, call.tensor("x"));
  }

  private static KerasTensor unsorted(FunctionCall call, String op, KerasTensor x) {
    KerasTensor ids = call.tensor("ids", ElementType.INT32);
    Count count = Count.of(call, "count");
    Shape shape = Shape.of(count.known()).concat(x.shape().slice(ids.rank(), x.rank()));
    return KerasTensor.of(call.graph().apply(op, x.tensor(), ids.tensor(), count.tensor()), shape);
  }

  /** Sums divided by the number of their elements, or its root; of none by 1. */
  private static KerasTensor divided(FunctionCall call, boolean root) {
    KerasTensor x = call.tensor("x");
    KerasTensor ids = call.tensor("ids", ElementType.INT32);
    Arithmetic math = call.math();
    KerasTensor sums = unsorted(call, "UnsortedSegmentSum", x);
    Tensor ones =
        call.graph()
            .apply(
                "Fill",
                call.graph().apply("Shape", ids.tensor()),
                call.graph().scalar(x.type(), 1));
    Tensor counts =
        unsorted(call, "UnsortedSegmentSum", KerasTensor.of(ones, ids.shape())).tensor();
    Tensor some = math.max(counts, 1);
    int[] dims = new int[sums.rank()];
    Arrays.fill(dims, 1);
    dims[0] = -1;
    Tensor along = math.reshape(root ? math.sqrt(some) : some, dims);
    return KerasTensor.of(math.div(sums.tensor(), along), sums.shape());
  }

  /** Rows are labels, columns predictions (tensorflow/python/ops/confusion_matrix.py). */
  private static KerasTensor confusion(FunctionCall call) {
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor labels = vector(call, "x", "y");
    Tensor predictions = vector(call, "y", "x");
    ElementType type = call.type("dtype").orElse(ElementType.INT32);
    Tensor size;
    long known = Shape.UNKNOWN;
    if (call.has("classes")) {
      Count classes = Count.of(call, "classes");
      size = math.cast(classes.tensor(), ElementType.INT64);
      known = classes.known();
    } else {
      Tensor greatest =
          graph.apply(
              "Maximum",
              math.reduce("Max", predictions, false, 0),
              math.reduce("Max", labels, false, 0));
      size = math.add(greatest, 1);
    }
    Tensor values =
        call.has("weights")
            ? math.cast(call.tensor("weights").tensor(), type)
            : graph.apply("Fill", graph.apply("Shape", predictions), graph.scalar(type, 1));
    Tensor places = graph.op("Pack").in(List.of(labels, predictions)).attr("axis", 1).out();
    Tensor shape = graph.op("Pack").in(List.of(size, size)).out();
    return KerasTensor.of(graph.apply("ScatterNd", places, values, shape), Shape.of(known, known));
  }

  /** One of two vectors; a last axis of one element goes where the other has none. */
  private static Tensor vector(FunctionCall call, String name, String other) {
    KerasTensor x = call.tensor(name, ElementType.INT64);
    int rank = call.tensor(other, ElementType.INT64).rank();
    Tensor value = call.math().cast(x.tensor(), ElementType.INT64);
    if (x.rank() == 1) {
      return value;
    }
    if (x.rank() == 2 && rank == 1 && x.shape().dim(1) == 1) {
      return call.math().squeeze(value, 1);
    }
    throw call.layer().refused("compares labels " + x.shape() + " and others of rank " + rank);
  }

  /** How often each number comes; of a matrix in each of its rows where the axis is the last. */
  private static KerasTensor bins(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    boolean whole = given.type() == ElementType.INT32 || given.type() == ElementType.INT64;
    KerasTensor x = whole ? given : Promotion.cast(call, given, ElementType.INT32);
    int axis = call.integer("axis", 0);
    boolean rows = axis == -1 && x.rank() == 2;
    if (axis != 0 && !rows) {
      throw call.layer().refused("counts along axis " + axis + " of " + x.shape());
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor some = math.cast(math.greater(graph.apply("Size", x.tensor()), 0), x.type());
    Tensor greatest = math.reduce("Max", x.tensor(), false, Reductions.all(x));
    Tensor size = math.mul(some, math.add(greatest, 1));
    for (String bound : List.of("least", "most")) {
      if (call.has(bound)) {
        Tensor limit = math.cast(Count.of(call, bound).tensor(), x.type());
        size = graph.apply(bound.equals("least") ? "Maximum" : "Minimum", limit, size);
      }
    }
    Tensor weights =
        call.has("weights")
            ? call.tensor("weights").tensor()
            : graph.numbers(call.type("dtype").orElse(ElementType.INT32), Shape.of(0));
    call.type("dtype");
    Tensor value = rows ? x.tensor() : math.reshape(x.tensor(), -1);
    if (call.has("weights") && !rows) {
      weights = math.reshape(weights, -1);
    }
    Tensor counted =
        graph
            .op("DenseBincount")
            .in(value)
            .in(size)
            .in(weights)
            .attr("binary_output", call.flag("binary", false))
            .out();
    Shape vector = Shape.of(Shape.UNKNOWN);
    return KerasTensor.of(counted, rows ? Shape.of(x.shape().dim(0)).concat(vector) : vector);
  }

  public static KerasTensor histogram(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Count count = Count.of(call, "count", 100);
    Tensor counted =
        call.graph()
            .op("HistogramFixedWidth")
            .in(x.tensor())
            .in(call.tensor("range", x.type()).tensor())
            .in(count.tensor())
            .attr("dtype", call.type("dtype").orElse(ElementType.INT32))
            .out();
    return KerasTensor.of(counted, Shape.of(count.known()));
  }

  /** Which bin each value falls into (tensorflow/python/ops/histogram_ops.py). */
  private static KerasTensor histogramBins(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor range = call.tensor("range", x.type()).tensor();
    Count count = Count.of(call, "count", 100);
    call.constant("dtype"); // int32 whatever it says
    if (!x.type().floating()) {
      throw call.layer().refused("bins " + x.type().id() + " values");
    }
    Arithmetic math = call.math();
    Tensor low = Shapes.dim(call.graph(), range, 0);
    Tensor high = Shapes.dim(call.graph(), range, 1);
    Tensor share = math.div(math.sub(x.tensor(), low), math.sub(high, low));
    Tensor place = math.unary("Floor", math.mul(math.cast(count.tensor(), x.type()), share));
    Tensor last = math.sub(math.cast(count.tensor(), x.type()), 1);
    Tensor within = math.min(math.max(place, 0), last);
    return KerasTensor.of(math.cast(within, ElementType.INT32), x.shape());
  }
}
