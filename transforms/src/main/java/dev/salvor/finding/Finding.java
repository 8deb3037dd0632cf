package dev.salvor.finding;

import java.io.Serializable;

/**
 * One thing seen in an artifact.
 *
 * @param rule what kind of thing; brings level, classification and advice
 * @param level normally the rule's
 * @param message what was seen, with the values, for a person
 * @param location where
 */
public record Finding(Rule rule, Level level, String message, Location location)
    implements Serializable {

  public static Finding of(Rule rule, Location location, String message) {
    return new Finding(rule, rule.level(), message, location);
  }

  public static Finding of(Rule rule, Location location, String format, Object... args) {
    return of(rule, location, String.format(java.util.Locale.ROOT, format, args));
  }

  /** This finding located in {@code file} where it names no file yet. */
  public Finding inFile(String file) {
    return new Finding(rule, level, message, location.inFile(file));
  }

  /** The exception that carries it: the artifact cannot be taken further. */
  public ArtifactException exception() {
    return new ArtifactException(this);
  }
}
