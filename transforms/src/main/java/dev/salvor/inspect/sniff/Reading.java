package dev.salvor.inspect.sniff;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import org.jspecify.annotations.Nullable;

/**
 * One way to read a file.
 *
 * @param kind the format
 * @param format its name in a sentence, "an ONNX model"
 * @param finding what can be said already where the kind alone decides the row
 */
public record Reading(Kind kind, String format, @Nullable Finding finding) {

  /** A format with an inspector of its own. */
  static Reading of(Kind kind) {
    return new Reading(kind, kind.label(), null);
  }

  /** A model of another framework. */
  static Reading foreign(Kind kind, String format, String advice) {
    return new Reading(
        kind,
        format,
        Finding.of(
            Rule.FILE_FOREIGN_FRAMEWORK,
            Location.NONE,
            "it is %s, not of TensorFlow or Keras; %s",
            format,
            advice));
  }

  /** A file that holds no model. */
  static Reading notAModel(Kind kind, String format) {
    return new Reading(
        kind,
        format,
        Finding.of(Rule.FILE_NOT_A_MODEL, Location.NONE, "it is %s, not a model", format));
  }

  static Reading stating(Kind kind, String format, Rule rule, String message) {
    return new Reading(kind, format, Finding.of(rule, Location.NONE, message));
  }
}
