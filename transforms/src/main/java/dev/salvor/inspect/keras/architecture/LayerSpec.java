package dev.salvor.inspect.keras.architecture;

import java.util.List;
import java.util.Optional;

/**
 * A layer in canonical form.
 *
 * @param name its name in its model
 * @param className canonical class: {@code Conv2D}; of a custom class its registered name, {@code
 *     Package>Name}
 * @param path for messages and fixes: {@code model/encoder/dense_1}
 * @param config its arguments
 * @param calls its calls in a functional model, in order; empty in a Sequential
 * @param model what is inside, for a nested Sequential or Functional
 */
public record LayerSpec(
    String name,
    String className,
    String path,
    LayerConfig config,
    List<Call> calls,
    Optional<ModelSpec> model) {
  public LayerSpec {
    calls = List.copyOf(calls);
  }
}
