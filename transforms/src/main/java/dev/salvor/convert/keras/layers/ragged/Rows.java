package dev.salvor.convert.keras.layers.ragged;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows of a ragged tensor in ops: splits, lengths, row numbers, and the padded form. Splits are
 * int64, {@code (rows + 1,)}, from 0 to the number of values.
 */
public record Rows(GraphBuilder graph) {

  private Arithmetic math() {
    return new Arithmetic(graph);
  }

  Tensor longScalar(long value) {
    return graph.apply("Reshape", graph.longs(value), graph.ints());
  }

  /** The first dimension, an int64 scalar. */
  Tensor count(Tensor x) {
    Tensor shape = graph.op("Shape").in(x).attr("out_type", ElementType.INT64).out();
    return Shapes.dim(graph, shape, 0);
  }

  /** All but the last of {@code splits}. */
  public Tensor starts(Tensor splits) {
    Tensor size = math().sub(count(splits), 1);
    return graph.apply("Slice", splits, graph.longs(0), math().reshape(size, 1));
  }

  /** All but the first of {@code splits}. */
  public Tensor limits(Tensor splits) {
    return graph.apply("Slice", splits, graph.longs(1), graph.longs(-1));
  }

  /** Length of each row. */
  public Tensor lengths(Tensor splits) {
    return math().sub(limits(splits), starts(splits));
  }

  /** {@code [0, l0, l0 + l1, …]}. */
  public Tensor splits(Tensor lengths) {
    Tensor wide = math().cast(lengths, ElementType.INT64);
    Tensor ends = graph.apply("Cumsum", wide, graph.intScalar(0));
    return math().concat(List.of(graph.longs(0), ends), 0);
  }

  /** For each value the number of its row. */
  public Tensor rowIds(Tensor splits, Tensor values) {
    Tensor positions = graph.apply("Range", longScalar(0), count(values), longScalar(1));
    Tensor found =
        graph
            .op("UpperBound")
            .in(math().expand(splits, 0))
            .in(math().expand(positions, 0))
            .attr("out_type", ElementType.INT64)
            .out();
    return math().sub(math().squeeze(found, 0), 1);
  }

  /** For each value its place in its row. */
  public Tensor places(Tensor splits, Tensor values) {
    Tensor positions = graph.apply("Range", longScalar(0), count(values), longScalar(1));
    Tensor ids = rowIds(splits, values);
    return math().sub(positions, graph.apply("GatherV2", starts(splits), ids, graph.intScalar(0)));
  }

  /**
   * A reduction over the innermost ragged axis: one value a row, which for empty rows is that of
   * the op (ragged_math_ops.py, ragged_reduce_aggregate).
   *
   * @param op UnsortedSegmentSum, UnsortedSegmentMax, …
   */
  public Tensor reduced(String op, Tensor values, Tensor splits) {
    return graph.apply(op, values, rowIds(splits, values), count(starts(splits)));
  }

  /** The mean of each row; not a number where it is empty. */
  public Tensor mean(Tensor values, Tensor splits) {
    Tensor ones = graph.apply("OnesLike", values);
    Tensor total = reduced("UnsortedSegmentSum", values, splits);
    return math().div(total, reduced("UnsortedSegmentSum", ones, splits));
  }

  /** The padded form, zeros (or empty strings) behind each row, as long as the longest. */
  public KerasTensor dense(KerasTensor x) {
    Tensor zero =
        x.type() == ElementType.STRING
            ? graph.strings(Shape.SCALAR, List.of(""))
            : graph.scalarLike(x.tensor(), 0);
    long[] whole = new long[x.rank()];
    java.util.Arrays.fill(whole, Shape.UNKNOWN);
    return dense(x, zero, Shape.of(whole));
  }

  /**
   * @param filler what stands behind each row, a scalar
   * @param wanted what each axis is cut or filled to; unknown for what it is
   */
  KerasTensor dense(KerasTensor x, Tensor filler, Shape wanted) {
    List<String> types = Collections.nCopies(x.splits().size(), "ROW_SPLITS");
    Tensor dense =
        graph
            .op("RaggedTensorToTensor")
            .in(graph.longs(wanted.dims()))
            .in(x.tensor())
            .in(filler)
            .in(x.splits())
            .attr("row_partition_types", types)
            .out();
    Shape shape = x.shape();
    for (int axis = 0; axis < x.rank(); axis++) {
      shape = wanted.known(axis) ? shape.with(axis, wanted.dim(axis)) : shape;
    }
    return KerasTensor.of(dense, shape);
  }

  /** Which steps of the padded form are values: {@code (rows, longest)}, bool. */
  public Tensor mask(KerasTensor x, KerasTensor dense) {
    return mask(lengths(x.splits().get(0)), dense.tensor());
  }

  private Tensor mask(Tensor lengths, Tensor dense) {
    Tensor shape = graph.op("Shape").in(dense).attr("out_type", ElementType.INT64).out();
    Tensor steps = graph.apply("Range", longScalar(0), Shapes.dim(graph, shape, 1), longScalar(1));
    return graph.apply("Less", math().expand(steps, 0), math().expand(lengths, 1));
  }

  /**
   * The first {@code lengths} steps of each row of a dense tensor {@code (rows, steps, …)}.
   *
   * @param lengths int64, none above the number of steps
   */
  public KerasTensor ragged(KerasTensor dense, Tensor lengths) {
    Tensor values = kept(dense, mask(lengths, dense.tensor()));
    Shape shape = dense.shape().with(1, Shape.UNKNOWN);
    return new KerasTensor(values, shape, null, List.of(splits(lengths)));
  }

  /**
   * The steps of all rows that {@code mask}, {@code (rows, steps)}, holds for, one after the other.
   */
  public Tensor kept(KerasTensor dense, Tensor mask) {
    Tensor where = math().squeeze(graph.apply("Where", math().reshape(mask, -1)), 1);
    return graph.apply("GatherV2", folded(dense), where, graph.intScalar(0));
  }

  /** Each row of a tensor with one ragged axis from its end. */
  public KerasTensor reversed(KerasTensor x) {
    Tensor splits = x.splits().get(0);
    Tensor ids = rowIds(splits, x.tensor());
    Tensor axis = graph.intScalar(0);
    Tensor ends =
        math()
            .add(
                graph.apply("GatherV2", starts(splits), ids, axis),
                graph.apply("GatherV2", limits(splits), ids, axis));
    Tensor positions = graph.apply("Range", longScalar(0), count(x.tensor()), longScalar(1));
    Tensor mirrored = math().sub(math().sub(ends, 1), positions);
    Tensor values = graph.apply("GatherV2", x.tensor(), mirrored, axis);
    return new KerasTensor(values, x.shape(), x.keptMask(), x.splits());
  }

  /** The first two axes as one. */
  private Tensor folded(KerasTensor dense) {
    Tensor shape = graph.apply("Shape", dense.tensor());
    List<Tensor> dims = new ArrayList<>(List.of(graph.intScalar(-1)));
    for (int axis = 2; axis < dense.rank(); axis++) {
      dims.add(
          dense.shape().known(axis)
              ? graph.intScalar(Math.toIntExact(dense.shape().dim(axis)))
              : Shapes.dim(graph, shape, axis));
    }
    return graph.apply("Reshape", dense.tensor(), graph.op("Pack").in(dims).out());
  }
}
