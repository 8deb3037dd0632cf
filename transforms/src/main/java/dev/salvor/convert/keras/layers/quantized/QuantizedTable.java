package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of an Embedding in few bits, with a scale for each row or each block of a row (keras
 * 3.2 to 3.15, src/layers/core/embedding.py, _int8_call and _int4_call).
 *
 * @param width the axis of vectors, along which halves of bytes and blocks run
 * @param values bytes; halves of bytes where there are 4 bits
 * @param scale one a row, or a row of them
 * @param zero of blocks, else null
 * @param index of blocks, else null
 */
record QuantizedTable(
    Quantization quantization,
    Shape shape,
    int width,
    Tensor values,
    Tensor scale,
    @Nullable Tensor zero,
    @Nullable Tensor index) {

  /** The variables of the layer, in the order of the file. */
  static QuantizedTable of(LayerCall call, Quantization quantization, int rows, int width) {
    QuantizedKernels.noted(call);
    Shape shape = Shape.of(rows, width);
    boolean halves = quantization.bits() == 4;
    Tensor values =
        call.weight(
            "embeddings", ElementType.INT8, false, halves ? Nibbles.packed(shape, 1) : shape);
    if (quantization.block() < 0) {
      Tensor scale =
          call.frozenWeight("embeddings_scale", scalesColumns(call, rows, width) ? width : rows);
      return new QuantizedTable(quantization, shape, 1, values, scale, null, null);
    }
    int groups = Groups.count(width, quantization.block());
    Tensor scale = call.frozenWeight("embeddings_scale", rows, groups);
    Tensor zero = call.weight("embeddings_zero", ElementType.INT8, false, Shape.of(rows, groups));
    Tensor index = call.frozenWeight("g_idx", width);
    return new QuantizedTable(quantization, shape, 1, values, scale, zero, index);
  }

  /** Whether it is the columns that have scales, as in Keras 3.2 (src/layers/core/embedding.py). */
  private static boolean scalesColumns(LayerCall call, int rows, int width) {
    List<Shape> stored = call.stored().orElse(List.of());
    return rows == width
        ? !call.era().atLeast(3, 3)
        : stored.contains(Shape.of(width)) && !stored.contains(Shape.of(rows));
  }

  /** The table for the way back, {@code (width, rows)}, whose groups run down its columns. */
  static QuantizedTable reverse(LayerCall call, Quantization quantization, int rows, int width) {
    Shape shape = Shape.of(width, rows);
    boolean halves = quantization.bits() == 4;
    Tensor values =
        call.weight(
            "reverse_embeddings",
            ElementType.INT8,
            false,
            halves ? Nibbles.packed(shape, 0) : shape);
    if (quantization.block() < 0) {
      Tensor scale = call.frozenWeight("reverse_embeddings_scale", rows);
      return new QuantizedTable(quantization, shape, 0, values, scale, null, null);
    }
    int groups = Groups.count(width, quantization.block());
    Tensor scale = call.frozenWeight("reverse_embeddings_scale", groups, rows);
    Tensor zero = call.frozenWeight("reverse_embeddings_zero", groups, rows);
    Tensor index = call.frozenWeight("g_idx", width);
    return new QuantizedTable(quantization, shape, 0, values, scale, zero, index);
  }

  /** Rows by index, multiplied out. */
  Tensor rows(LayerCall call, KerasTensor x, Tensor ids) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor looked = graph.apply("GatherV2", values, ids, graph.intScalar(0));
    Shape result = x.shape().append(shape.dim(1));
    if (quantization.bits() == 4) {
      looked = Nibbles.unpacked(graph, looked, ids, result, x.rank());
    }
    Tensor rows;
    if (zero == null || index == null) {
      Tensor numbers = math.cast(looked, call.computeType());
      rows =
          scalesColumns(call, Math.toIntExact(shape.dim(0)), Math.toIntExact(shape.dim(1)))
              ? math.div(numbers, scale)
              : math.div(
                  numbers,
                  math.expand(graph.apply("GatherV2", scale, ids, graph.intScalar(0)), -1));
    } else {
      Tensor scales = graph.apply("GatherV2", scale, ids, graph.intScalar(0));
      Tensor zeros = graph.apply("GatherV2", zero, ids, graph.intScalar(0));
      rows = new Groups(scales, zeros, index, x.rank()).multiplied(call, looked);
    }
    return LowRank.apart(call) ? LowRank.rows(call, rows, ids, shape) : rows;
  }

  /** All whole numbers of the table. */
  Tensor numbers(LayerCall call) {
    return quantization.bits() == 4 ? Nibbles.unpacked(call.graph(), values, shape, width) : values;
  }

  /** All rows multiplied out, of a table in blocks. */
  Tensor multiplied(LayerCall call) {
    if (zero == null || index == null) {
      throw new IllegalStateException("has no blocks");
    }
    return new Groups(scale, zero, index, width).multiplied(call, numbers(call));
  }
}
