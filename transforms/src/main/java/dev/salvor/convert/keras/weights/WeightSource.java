package dev.salvor.convert.keras.weights;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Fix;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stored weights of a model in one of the layouts that Keras has written. */
public interface WeightSource {

  /**
   * What every variable of the model is.
   *
   * @param data one entry a variable, in the shape of the variable
   * @param fixes what was done to stored arrays: transposed, flipped, joined
   */
  record Bound(Map<Weight, TensorData> data, List<Fix> fixes) {}

  /**
   * Finds the array of every variable.
   *
   * @throws ArtifactException {@code KERAS_WEIGHTS_MISMATCH} or {@code KERAS_WEIGHTS_MISSING}
   *     naming layer, expected and found; also where arrays are left over
   */
  Bound bind(BuiltLayer model) throws IOException;

  /**
   * The shapes stored for one layer, in stored order, for the few layers whose meaning shows only
   * there (a GRU's bias, a PReLU's shared axes).
   *
   * @param path names of the layers from the model down to the layer
   * @return empty where the layout cannot tell before the model is built
   */
  Optional<List<Shape>> stored(List<String> path) throws IOException;

  /**
   * The lines of a text file that is kept beside the weights for one layer: an adapted vocabulary.
   *
   * @param path as above
   * @param file {@code vocabulary.txt}
   */
  default Optional<List<byte[]>> asset(List<String> path, String file) throws IOException {
    return Optional.empty();
  }

  /**
   * An array that a layer keeps under a name of its own and not among its variables: {@code
   * idf_weights}.
   */
  default Optional<TensorData> array(List<String> path, String key) throws IOException {
    return Optional.empty();
  }

  /**
   * Whether the two factors of a layer with {@code lora_rank} are stored apart from its weights, as
   * the list of all weights has them.
   */
  default boolean lowRankApart() {
    return false;
  }
}
