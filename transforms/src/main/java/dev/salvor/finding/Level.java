package dev.salvor.finding;

import java.util.Locale;

/** How much a finding weighs; the words are those of SARIF. */
public enum Level {
  NOTE,
  WARNING,
  ERROR;

  /** The word in the manifest. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
