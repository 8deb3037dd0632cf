package dev.salvor.convert.keras;

import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.ArchitectureReader;
import dev.salvor.inspect.keras.architecture.LayerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The input of a Sequential whose file does not state it, told by the kernel of its first layer:
 * the number of features, and of axes those that the layer needs. Keras 2.2.5 and TensorFlow 1.14
 * left out an input layer that was added by hand, shape and all.
 */
record InputsByWeights(WeightSource weights, FixLog fixes) implements ArchitectureReader.Inputs {

  @Override
  public Optional<Shape> shape(LayerSpec first) {
    Optional<List<Shape>> stored;
    try {
      stored = weights.stored(List.of(first.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Optional<Shape> shape =
        stored.filter(arrays -> !arrays.isEmpty()).flatMap(arrays -> shape(first, arrays.get(0)));
    shape.ifPresent(
        found ->
            fixes.add(
                "keras2/input-shape-inferred",
                "The shape of the input is not in the file and was told by the first kernel.",
                first.path()));
    return shape;
  }

  private static Optional<Shape> shape(LayerSpec first, Shape kernel) {
    int last = kernel.rank() - 1;
    boolean channelsFirst =
        first.config().json().path("data_format").asText().equals("channels_first");
    return switch (first.className()) {
      case "Dense" -> of(kernel, 2, 0, 0, false);
      case "LSTM", "GRU", "SimpleRNN", "Bidirectional" -> of(kernel, 2, 0, 1, false);
      case "Embedding" -> Optional.of(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN));
      case "Conv1D", "SeparableConv1D" -> of(kernel, 3, last - 1, 1, channelsFirst);
      case "Conv2D", "SeparableConv2D", "DepthwiseConv2D" ->
          of(kernel, 4, last - 1, 2, channelsFirst);
      case "Conv3D" -> of(kernel, 5, last - 1, 3, channelsFirst);
      default -> Optional.empty();
    };
  }

  /**
   * @param axis of the kernel that counts the features
   * @param between how many axes lie between batch and features
   */
  private static Optional<Shape> of(
      Shape kernel, int rank, int axis, int between, boolean channelsFirst) {
    if (kernel.rank() != rank) {
      return Optional.empty();
    }
    long[] dims = new long[between + 2];
    java.util.Arrays.fill(dims, Shape.UNKNOWN);
    dims[channelsFirst ? 1 : between + 1] = kernel.dim(axis);
    return Optional.of(Shape.of(dims));
  }
}
