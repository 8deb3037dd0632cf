package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Weights in groups that share a scale and a zero point (keras 3.15, src/quantizers/quantizers.py,
 * dequantize_with_sz_map).
 *
 * @param scale in the type that the layer computes in
 * @param zero whole numbers
 * @param index the group of each weight along {@code axis}, as floats
 * @param axis of {@code scale} and {@code zero} that counts groups
 */
record Groups(Tensor scale, Tensor zero, Tensor index, int axis) {

  /** How many groups {@code inputs} weights make. */
  static int count(int inputs, int block) {
    return block < 0 ? 1 : (inputs + block - 1) / block;
  }

  /**
   * @param numbers whole, of any type
   * @return {@code (numbers - zero) * scale} in the type that the layer computes in
   */
  Tensor multiplied(LayerCall call, Tensor numbers) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    ElementType type = call.computeType();
    Tensor groups = math.cast(index, ElementType.INT32);
    Tensor scales = graph.apply("GatherV2", scale, groups, graph.intScalar(axis));
    Tensor zeros = graph.apply("GatherV2", math.cast(zero, type), groups, graph.intScalar(axis));
    return math.mul(math.sub(math.cast(numbers, type), zeros), scales);
  }
}
