package dev.salvor.finding;

import java.util.Locale;

/** What became of an artifact in a run. */
public enum Outcome {
  /** Converted and published. */
  MIGRATED,
  /** Loadable: published with its bytes unchanged. */
  COPIED,
  /** Not published: unsafe, corrupt, unsupported, unreadable or not a model. */
  REJECTED,
  /** Converted, but its outputs differ from the evidence: not published. */
  MISMATCHED,
  /** A defect or a limit of Salvor: not published. */
  FAILED,
  /** As in the run before: nothing was done. */
  UNCHANGED,
  /** Listed by the run before and gone from the input. */
  REMOVED;

  /** The word in the manifest. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
