package dev.salvor.inspect.keras.architecture;

/**
 * An output of a call in a functional model.
 *
 * @param layer name of the layer
 * @param call which of its calls, counted from 0 in the order of {@link LayerSpec#calls}
 * @param output which of the call's outputs
 */
public record TensorRef(String layer, int call, int output) {}
