package dev.salvor.convert.keras.weights.checkpoint;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.CastTensor;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.ObjectGraph;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights of a Keras model in a checkpoint: by its objects where it has a graph of them, else by
 * name.
 */
public final class CheckpointWeights implements WeightSource {
  private final CheckpointReader checkpoint;

  /** How the key of every variable is found. */
  @FunctionalInterface
  interface Keys {
    /**
     * @throws ArtifactException where one has no key, or the checkpoint holds more
     */
    Map<Weight, String> of(BuiltLayer model);
  }

  private final Keys keys;

  private CheckpointWeights(CheckpointReader checkpoint, Keys keys) {
    this.checkpoint = checkpoint;
    this.keys = keys;
  }

  /**
   * @throws ArtifactException where the graph of objects is malformed
   */
  public static CheckpointWeights of(CheckpointReader checkpoint) throws IOException {
    Optional<ObjectGraph> graph = ObjectGraph.of(checkpoint);
    return new CheckpointWeights(
        checkpoint,
        graph.isPresent()
            ? new ObjectKeys(graph.get())::of
            : new VariableNames(checkpoint.entries())::of);
  }

  @Override
  public Bound bind(BuiltLayer model) throws IOException {
    Map<Weight, TensorData> data = new LinkedHashMap<>();
    for (Map.Entry<Weight, String> entry : keys.of(model).entrySet()) {
      Weight weight = entry.getKey();
      TensorData array = checkpoint.tensor(entry.getValue());
      if (!array.shape().equals(weight.shape())) {
        throw mismatch(
            weight.path(),
            String.format(
                "%s should be %s, the checkpoint holds %s as %s",
                weight.path(), weight.shape(), array.shape(), entry.getValue()));
      }
      data.put(weight, CastTensor.of(array, weight));
    }
    return new Bound(data, List.of());
  }

  static ArtifactException mismatch(String layer, String message) {
    return Finding.of(Rule.KERAS_WEIGHTS_MISMATCH, Location.layer(layer), message).exception();
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    return Optional.empty();
  }
}
