package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The axes of each sample in another order; axes count from 1. */
public final class Permute implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int[] dims = call.config().integers("dims");
    int[] order = new int[dims.length + 1];
    System.arraycopy(dims, 0, order, 1, dims.length);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, IntStream.range(0, x.rank()).toArray())) {
      throw call.refused("cannot permute " + x.shape() + " by " + Arrays.toString(dims));
    }
    Shape shape = Shape.of(IntStream.of(order).mapToLong(x.shape()::dim).toArray());
    return call.unmasked(new Arithmetic(call.graph()).transpose(x.tensor(), order), shape);
  }
}
