package dev.salvor.inspect.keras.architecture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The generation of Keras that wrote a file; decides what its configuration means.
 *
 * @param major 1, 2 or 3
 * @param minor as in 2.<b>3</b>.1
 * @param patch as in 2.3.<b>1</b>
 * @param tfKeras the Keras inside TensorFlow ({@code 2.2.4-tf}, 2.4.0 and later 2.x)
 * @param backend {@code tensorflow}, {@code theano}, {@code cntk}, {@code jax}…; null where not
 *     stated
 */
public record Era(int major, int minor, int patch, boolean tfKeras, @Nullable String backend) {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?(.*)");

  /**
   * @param version {@code keras_version} of the file; null counts as Keras 1, as Keras itself reads
   *     it
   */
  public static Era of(@Nullable String version, @Nullable String backend) {
    Matcher matcher = VERSION.matcher(version == null ? "1.0.0" : version.strip());
    if (!matcher.matches()) {
      return new Era(2, 0, 0, false, backend);
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    boolean tfKeras = major == 2 && (matcher.group(4).startsWith("-tf") || minor >= 4);
    return new Era(major, minor, patch, tfKeras, backend);
  }

  /** This era on {@code backend}, if it may have been another and the file does not say. */
  public Era assuming(String backend) {
    return backendOpen() ? new Era(major, minor, patch, tfKeras, backend) : this;
  }

  /** Whether the backend decides what a model computes, and the file does not name it. */
  public boolean backendOpen() {
    return major == 1 && backend == null;
  }

  /** Whether this is Keras {@code major}.{@code minor} or later. */
  public boolean atLeast(int major, int minor) {
    return this.major > major || (this.major == major && this.minor >= minor);
  }

  /** Keras 1 or 2 outside TensorFlow. */
  public boolean multiBackend() {
    return major < 3 && !tfKeras;
  }

  @Override
  public String toString() {
    return (tfKeras ? "tf.keras " : "Keras ") + major + "." + minor + "." + patch;
  }
}
