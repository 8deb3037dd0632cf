package dev.salvor.convert;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;

/**
 * A way to understand what a file does not say. A model is first converted without; where recorded
 * outputs contradict that, the readings it leaves open are tried, and the outputs decide.
 */
public enum Reading {
  /** Keras 1 files do not name the backend, and Theano's convolutions turn their kernels round. */
  THEANO(
      "keras1/theano-backend",
      "The model was read as trained with Theano: its file does not say, its recorded outputs do.",
      Rule.KERAS_BACKEND_ASSUMED,
      "the file does not name the Keras backend, and convolutions of Theano turn their kernels"
          + " round: they were read as TensorFlow's");

  private final String id;
  private final String description;
  private final Rule rule;
  private final String doubt;

  Reading(String id, String description, Rule rule, String doubt) {
    this.id = id;
    this.description = description;
    this.rule = rule;
    this.doubt = doubt;
  }

  /** Id of the fix in the row. */
  public String id() {
    return id;
  }

  /** One sentence for the row. */
  public String description() {
    return description;
  }

  /** What the row says where this was as possible as what was done, and nothing decided. */
  public Finding doubt() {
    return Finding.of(rule, Location.NONE, doubt);
  }
}
