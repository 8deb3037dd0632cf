package dev.salvor.convert.keras.layers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One call of a layer while it is built: its configuration, its inputs, and what to build with. */
public interface LayerCall {

  /** The layer's arguments in canonical form. */
  LayerConfig config();

  /** Canonical class name; one converter may serve several. */
  String className();

  /** Who wrote the file. */
  Era era();

  Policy policy();

  /** Builds nodes under the layer's name. */
  GraphBuilder graph();

  /** The positional arguments of the call, resolved; the first is what Keras calls the inputs. */
  List<Argument<KerasTensor>> args();

  /** The keyword arguments of the call, resolved, {@code training} left out. */
  Map<String, Argument<KerasTensor>> kwargs();

  /** All tensors of the first argument, in the layer's compute type where they are floating. */
  List<KerasTensor> inputs();

  /** The only tensor of the first argument; refused where there are several. */
  KerasTensor input();

  /** The mask given as {@code mask=}, else the one that travels with the first input. */
  Optional<Tensor> mask();

  /** The mask that a layer hands on to its outputs, which it may not see itself. */
  default Optional<Tensor> passedMask() {
    return mask();
  }

  /**
   * How many ragged axes of the inputs were joined with the batch: an axis that is counted from the
   * first lies that much further in front.
   */
  default int joinedAxes() {
    return 0;
  }

  /** The type the layer computes in: float32, or that of its dtype policy. */
  ElementType computeType();

  /**
   * A trainable variable of the layer, created at the first call and shared by the others.
   *
   * @param name as Keras names it: {@code kernel}
   * @param dims its shape, fully known
   * @return its value in the compute type
   */
  Tensor weight(String name, long... dims);

  /** A variable that the layer does not train: {@code moving_mean}. */
  Tensor frozenWeight(String name, long... dims);

  /** A variable of a stated type, returned in that type. */
  Tensor weight(String name, ElementType type, boolean trainable, Shape shape);

  /**
   * A variable of one truth value without which the model is refused.
   *
   * @param otherwise why, where it is stored as false
   */
  Tensor requiredFlag(String name, String otherwise);

  /**
   * Shapes of the arrays stored for this layer, in stored order, where that is known in advance.
   */
  Optional<List<Shape>> stored();

  /**
   * The lines of {@code vocabulary.txt} that the archive keeps for this layer: what {@code adapt}
   * learnt, special tokens included. Empty outside {@code .keras} archives.
   */
  default Optional<List<byte[]>> vocabularyAsset() {
    return Optional.empty();
  }

  /**
   * An array that was stored for this layer under a name, not among its variables: {@code
   * idf_weights}.
   */
  default Optional<TensorData> storedArray(String key) {
    return Optional.empty();
  }

  /**
   * Whether the file keeps the two factors of a layer with {@code lora_rank} apart from its
   * weights: true in HDF5 files of whole models, false where they were added when it was written.
   */
  default boolean lowRankApart() {
    return false;
  }

  /**
   * Calls a layer inside this one: of a wrapper, a cell, a sublayer of attention. Its weights are
   * created at the first call and shared by the others with the same attribute.
   *
   * @param attribute where Keras keeps it: {@code layer}, {@code cell}, {@code forward_layer}
   * @param layer its configuration, {@code {"class_name": …, "config": …}}
   */
  List<KerasTensor> callChild(
      String attribute,
      ObjectNode layer,
      List<Argument<KerasTensor>> args,
      Map<String, Argument<KerasTensor>> kwargs);

  /**
   * The same with tensors in the place of variables of the inner layer, which then has none of
   * these names.
   *
   * @param instead by the name of the variable, {@code kernel}, or {@code cell/recurrent_kernel} of
   *     a part: what stands in for it, from its shape
   */
  List<KerasTensor> callChild(
      String attribute,
      ObjectNode layer,
      List<Argument<KerasTensor>> args,
      Map<String, Argument<KerasTensor>> kwargs,
      Map<String, Function<Shape, Tensor>> instead);

  /**
   * A view of this call for a part of the layer that keeps weights of its own without being called
   * as a layer: the cell of an RNN, a projection inside attention.
   *
   * @param attribute where Keras keeps it
   * @param layer its configuration in canonical form
   */
  LayerCall part(String attribute, ObjectNode layer);

  /** An asset file that initialisers read: returns the string tensor with its path at run time. */
  Tensor asset(String fileName, List<byte[]> lines);

  /** A node that runs once after the variables are restored. */
  void initializer(Tensor node);

  /** Records a recipe that was applied while building: an era's formula, a choice. */
  void fix(String recipe, String description);

  /** A refusal that names the layer. */
  ArtifactException refused(String message);

  /** One output that carries on the first input's mask. */
  default List<KerasTensor> output(Tensor tensor, Shape shape) {
    return List.of(new KerasTensor(tensor, shape, passedMask().orElse(null)));
  }

  /** One output without a mask. */
  default List<KerasTensor> unmasked(Tensor tensor, Shape shape) {
    return List.of(KerasTensor.of(tensor, shape));
  }
}
