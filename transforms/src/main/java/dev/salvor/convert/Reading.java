package dev.salvor.convert;

/**
 * A way to understand what a file does not say. A model is first converted without; where recorded
 * outputs contradict that, the readings it leaves open are tried, and the outputs decide.
 */
public enum Reading {
  /** Keras 1 files do not name the backend, and Theano's convolutions turn their kernels round. */
  THEANO(
      "keras1/theano-backend",
      "The model was read as trained with Theano: its file does not say, its recorded outputs do.");

  private final String id;
  private final String description;

  Reading(String id, String description) {
    this.id = id;
    this.description = description;
  }

  /** Id of the fix in the row. */
  public String id() {
    return id;
  }

  /** One sentence for the row. */
  public String description() {
    return description;
  }
}
