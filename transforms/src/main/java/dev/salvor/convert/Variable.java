package dev.salvor.convert;

import dev.salvor.format.tensor.TensorData;

/**
 * A resource variable of a model.
 *
 * @param node name of its VarHandleOp in the graph
 * @param key its key in the TensorBundle
 * @param data its value, streamed when the model is written
 * @param trainable whether its artifact says that training changes it
 */
public record Variable(String node, String key, TensorData data, boolean trainable) {

  /** A variable that is not known to be trainable. */
  public Variable(String node, String key, TensorData data) {
    this(node, key, data, false);
  }
}
