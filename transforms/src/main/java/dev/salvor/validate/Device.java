package dev.salvor.validate;

import java.util.Locale;

/** Where models are run: the {@code --device} of a job. */
public enum Device {
  /** A GPU where there is one. */
  AUTO,
  CPU,
  /** A GPU, or the run fails. */
  GPU;

  /** The word on the command line and in the manifest. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
