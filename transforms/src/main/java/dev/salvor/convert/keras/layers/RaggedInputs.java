package dev.salvor.convert.keras.layers;

/** How a layer takes ragged tensors. */
public enum RaggedInputs {
  /** Not at all: the layer is refused. */
  REFUSED,
  /**
   * It acts on each value by itself: it is given the flat values, dense, and its outputs have the
   * rows of its inputs. All inputs are ragged alike.
   */
  FLAT,
  /** It sees ragged tensors as they are. */
  WHOLE
}
