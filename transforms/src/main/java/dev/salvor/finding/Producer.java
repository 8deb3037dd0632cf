package dev.salvor.finding;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote an artifact, as far as it says.
 *
 * @param framework {@code keras}, {@code tf.keras}, {@code tensorflow}, {@code torch}, …
 * @param version version of the framework, as written in the file
 * @param tensorflow version of TensorFlow
 * @param python version of Python
 * @param backend Keras backend: {@code tensorflow}, {@code theano}, {@code jax}, …
 */
public record Producer(
    @Nullable String framework,
    @Nullable String version,
    @Nullable String tensorflow,
    @Nullable String python,
    @Nullable String backend)
    implements Serializable {

  public static final Producer UNKNOWN = new Producer(null, null, null, null, null);

  public static Producer of(String framework, @Nullable String version) {
    return new Producer(framework, version, null, null, null);
  }
}
