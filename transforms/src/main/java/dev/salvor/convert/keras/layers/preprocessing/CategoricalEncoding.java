package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Indices as one-hot, multi-hot or counts (keras/layers/preprocessing/preprocessing_utils.py,
 * encode_categorical_inputs; keras/src/utils/numerical_utils.py).
 */
final class CategoricalEncoding {
  private final LayerCall call;
  private final Arithmetic math;
  private final int depth;
  private final ElementType type;

  /**
   * @param depth number of categories
   * @param type of the encoding
   */
  CategoricalEncoding(LayerCall call, int depth, ElementType type) {
    this.call = call;
    this.math = new Arithmetic(call.graph());
    this.depth = depth;
    this.type = type;
  }

  /** The layer's {@code output_mode} in the words of today: binary was multi_hot. */
  static String mode(LayerCall call, String absent) {
    call.config().only("sparse", false);
    String mode = call.config().text("output_mode", absent);
    return switch (mode) {
      case "binary" -> "multi_hot";
      case "tf-idf" -> "tf_idf";
      case "int", "one_hot", "multi_hot", "count", "tf_idf" -> mode;
      default -> throw call.refused("has output_mode " + mode);
    };
  }

  /**
   * @param indices integers
   * @param weights of each index, for counts; null for 1
   */
  KerasTensor encode(KerasTensor indices, String mode, @Nullable Tensor weights) {
    return switch (mode) {
      case "int" -> KerasTensor.of(math.cast(indices.tensor(), type), indices.shape());
      case "one_hot" -> oneHot(indices);
      case "multi_hot" -> counted(indices, true, null);
      default -> counted(indices, false, weights);
    };
  }

  /** A last axis of 1 is replaced by the categories, else they are a new one. */
  private KerasTensor oneHot(KerasTensor indices) {
    boolean single = indices.rank() > 1 && indices.shape().dim(-1) == 1;
    boolean kept = single && call.className().equals("CategoryEncoding") && newAxis();
    KerasTensor flat =
        single && !kept
            ? KerasTensor.of(
                math.squeeze(indices.tensor(), -1), indices.shape().slice(0, indices.rank() - 1))
            : indices;
    if (call.era().major() < 3 && flat.rank() > 1) {
      throw call.refused("encodes one-hot more than one value a sample");
    }
    return hot(flat);
  }

  /** Keras 3.0 to 3.3 keeps the axis of 1 (backend.nn.one_hot without a reshape). */
  private boolean newAxis() {
    return call.era().major() >= 3 && !call.era().atLeast(3, 4);
  }

  private KerasTensor hot(KerasTensor indices) {
    GraphBuilder graph = call.graph();
    Tensor encoded =
        graph
            .op("OneHot")
            .in(math.cast(indices.tensor(), ElementType.INT64))
            .in(graph.intScalar(depth))
            .in(graph.scalar(type, 1))
            .in(graph.scalar(type, 0))
            .out();
    return KerasTensor.of(encoded, indices.shape().append(depth));
  }

  private KerasTensor counted(KerasTensor indices, boolean binary, @Nullable Tensor weights) {
    if (indices.rank() > 2 || (indices.rank() < 2 && weights != null)) {
      return reduced(indices, binary, weights);
    }
    if (indices.rank() == 1) {
      throw call.refused("counts over the batch");
    }
    GraphBuilder graph = call.graph();
    ElementType counted = type.floating() && type.size() >= 4 ? type : ElementType.FLOAT32;
    Tensor given =
        weights == null ? graph.numbers(counted, Shape.of(0)) : math.cast(weights, counted);
    Tensor counts =
        graph
            .op("DenseBincount")
            .in(math.cast(indices.tensor(), ElementType.INT64))
            .in(graph.scalar(ElementType.INT64, depth))
            .in(given)
            .attr("binary_output", binary)
            .out();
    return KerasTensor.of(math.cast(counts, type), Shape.of(indices.shape().dim(0), depth));
  }

  /** Keras 3 reduces higher ranks over axis 1. */
  private KerasTensor reduced(KerasTensor indices, boolean binary, @Nullable Tensor weights) {
    if (call.era().major() < 3 || indices.rank() < 2) {
      throw call.refused("encodes an input " + indices.shape());
    }
    KerasTensor hot = hot(indices);
    Tensor value =
        weights == null ? hot.tensor() : math.mul(hot.tensor(), math.expand(weights, -1));
    Shape shape = Shape.of(indices.shape().dim(0)).concat(hot.shape().slice(2, hot.rank()));
    return KerasTensor.of(math.reduce(binary ? "Max" : "Sum", value, false, 1), shape);
  }
}
