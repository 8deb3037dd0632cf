package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/**
 * Where a layer keeps its channels. Everything is computed channels last, because most
 * channels-first kernels exist for the GPU only; inputs and outputs of a channels-first layer are
 * transposed.
 */
public enum DataFormat {
  CHANNELS_LAST,
  CHANNELS_FIRST;

  /** The layer's {@code data_format}; channels last where it has none, as in Keras. */
  public static DataFormat of(LayerCall call) {
    String value = call.config().text("data_format", "channels_last");
    return switch (value) {
      case "channels_last" -> CHANNELS_LAST;
      case "channels_first" -> CHANNELS_FIRST;
      default -> throw call.config().refused("argument data_format=" + value + " is not known");
    };
  }

  public boolean channelsFirst() {
    return this == CHANNELS_FIRST;
  }

  /** Axis of the channels in a tensor of {@code rank}. */
  public int channelAxis(int rank) {
    return channelsFirst() ? 1 : rank - 1;
  }

  /** The input with channels last. */
  public KerasTensor toLast(GraphBuilder graph, KerasTensor x) {
    return channelsFirst() ? permute(graph, x, toLastOrder(x.rank())) : x;
  }

  /** A result with channels last, as the layer gives it. */
  public KerasTensor fromLast(GraphBuilder graph, KerasTensor x) {
    return channelsFirst() ? permute(graph, x, fromLastOrder(x.rank())) : x;
  }

  private static KerasTensor permute(GraphBuilder graph, KerasTensor x, int[] order) {
    Tensor moved = graph.apply("Transpose", x.tensor(), graph.ints(order));
    long[] dims = IntStream.of(order).mapToLong(x.shape()::dim).toArray();
    return new KerasTensor(moved, Shape.of(dims), x.keptMask());
  }

  private static int[] toLastOrder(int rank) {
    return IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray();
  }

  private static int[] fromLastOrder(int rank) {
    return IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray();
  }
}
