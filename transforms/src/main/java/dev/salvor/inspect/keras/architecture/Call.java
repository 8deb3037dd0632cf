package dev.salvor.inspect.keras.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of a layer.
 *
 * @param args positional arguments; the first is what Keras calls the inputs
 * @param kwargs keyword arguments
 */
public record Call(List<Argument<TensorRef>> args, Map<String, Argument<TensorRef>> kwargs) {
  public Call {
    args = List.copyOf(args);
    kwargs = new LinkedHashMap<>(kwargs);
  }
}
