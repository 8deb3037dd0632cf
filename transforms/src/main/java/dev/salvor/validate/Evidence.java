package dev.salvor.validate;

import java.util.Locale;

/** What a model was compared with, best first. */
public enum Evidence {
  /** Inputs and outputs recorded in the environment that wrote the artifact. */
  GOLDEN,
  /** The artifact's own graph, executed. */
  ORIGINAL_GRAPH,
  /** An independent evaluator of the layers' definitions. */
  REFERENCE,
  /** Nothing: at most it was seen to load and run. */
  NONE;

  /** The word in the manifest. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
