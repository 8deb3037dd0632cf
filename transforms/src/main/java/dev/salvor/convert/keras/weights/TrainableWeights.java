package dev.salvor.convert.keras.weights;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The weights that training changes: those that their layer makes trainable, where it and all
 * layers around it are (keras/src/engine/base_layer.py, trainable_weights).
 */
public final class TrainableWeights {
  private TrainableWeights() {}

  /** The trainable weights below {@code root}, told apart by identity. */
  public static Set<Weight> of(BuiltLayer root) {
    Set<Weight> trainable = Collections.newSetFromMap(new IdentityHashMap<>());
    collect(root, trainable);
    return trainable;
  }

  private static void collect(BuiltLayer layer, Set<Weight> trainable) {
    if (layer.trainable()) {
      layer.own().stream().filter(Weight::trainable).forEach(trainable::add);
      layer.children().values().forEach(child -> collect(child, trainable));
    }
  }
}
