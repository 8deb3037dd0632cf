package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Two whole numbers of 4 bits in a byte, the first in the low half (keras 3.15,
 * src/quantizers/quantizers.py, pack_int4): signed ones in int8, others in uint8.
 */
final class Nibbles {
  private static final double HALF = 16;
  private static final double SIGN = 8;

  private Nibbles() {}

  /** The shape of numbers of {@code shape} that are packed along {@code axis}. */
  static Shape packed(Shape shape, int axis) {
    return shape.with(axis, (shape.dim(axis) + 1) / 2);
  }

  /**
   * @param packed int8 or uint8
   * @param shape of the numbers, fully known
   * @return the numbers as float32
   */
  static Tensor unpacked(GraphBuilder graph, Tensor packed, Shape shape, int axis) {
    return unpacked(graph, packed, packed, shape, axis);
  }

  /**
   * @param like where unknown dimensions of {@code shape} are read from
   */
  static Tensor unpacked(GraphBuilder graph, Tensor packed, Tensor like, Shape shape, int axis) {
    Arithmetic math = new Arithmetic(graph);
    Tensor bytes = math.cast(packed, ElementType.FLOAT32);
    Tensor high = math.unary("Floor", math.div(bytes, HALF));
    Tensor low = math.sub(bytes, math.mul(high, HALF));
    if (packed.dtype().getNumber() == ElementType.INT8.number()) {
      Tensor negative = math.unary("Floor", math.div(low, SIGN));
      low = math.sub(low, math.mul(negative, HALF));
    }
    Tensor pairs = graph.op("Pack").in(List.of(low, high)).attr("axis", axis + 1).out();
    long length = shape.dim(axis);
    Tensor numbers = math.reshape(pairs, like, shape.with(axis, (length + 1) / 2 * 2));
    if (length % 2 == 0) {
      return numbers;
    }
    int[] size = new int[shape.rank()];
    Arrays.fill(size, -1);
    size[axis] = Math.toIntExact(length);
    return math.slice(numbers, new int[shape.rank()], size);
  }
}
