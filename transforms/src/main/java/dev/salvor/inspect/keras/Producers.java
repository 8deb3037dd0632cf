package dev.salvor.inspect.keras;

import dev.salvor.finding.Producer;
import dev.salvor.inspect.keras.architecture.Era;
import org.jspecify.annotations.Nullable;

/** Who wrote a Keras file, from the version that it states. */
public final class Producers {
  private Producers() {}

  public static Producer keras(@Nullable String version, @Nullable String backend) {
    String framework = version != null && Era.of(version, backend).tfKeras() ? "tf.keras" : "keras";
    return new Producer(framework, version, null, null, backend);
  }
}
