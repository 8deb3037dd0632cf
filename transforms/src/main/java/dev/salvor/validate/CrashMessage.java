package dev.salvor.validate;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds, in the last lines that a process has printed, why it ended: a failed check of TensorFlow,
 * the frame of a crash, a full heap. Times, process ids and paths are left out: a row says the same
 * in every run.
 */
final class CrashMessage {
  private static final List<Pattern> CAUSES =
      List.of(
          Pattern.compile(": F [^:]*:\\d+\\] (.*)"),
          Pattern.compile("Terminating due to (java\\.lang\\.OutOfMemoryError.*)"),
          Pattern.compile("^# [CVJv]  ?(\\[\\S+\\].*)"),
          Pattern.compile("^Exception in thread \"\\S+\" (.*)"),
          Pattern.compile("^(Error: .*)"));

  private CrashMessage() {}

  static Optional<String> of(List<String> lines) {
    for (Pattern cause : CAUSES) {
      for (String line : lines) {
        Matcher matcher = cause.matcher(line);
        if (matcher.find()) {
          return Optional.of(matcher.group(1).strip());
        }
      }
    }
    return Optional.empty();
  }
}
