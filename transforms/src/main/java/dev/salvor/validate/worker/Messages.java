package dev.salvor.validate.worker;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a native error says, short enough for a row and the same in every run. */
final class Messages {
  private static final int LIMIT = 600;

  /** Where TensorFlow appends the trace of the graph's construction. */
  private static final Pattern TRACE =
      Pattern.compile("\n\\s*\n|\n\t|\n?Errors may have originated|\n\\s*\\[\\[");

  private static final Pattern FUNCTION = Pattern.compile("\\{\\{function_node [^}]*\\}\\}\\s*");
  private static final Pattern NODE = Pattern.compile("\\{\\{node ([^}]*)\\}\\}\\s*");

  private Messages() {}

  /**
   * @param model the directory of the model, whose path is no part of the message
   */
  static String of(@Nullable Throwable cause, Path model) {
    String message = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    String head = TRACE.split(message.strip(), 2)[0].strip();
    String text = head.isEmpty() ? String.valueOf(cause) : head;
    text = NODE.matcher(FUNCTION.matcher(text).replaceAll("")).replaceAll("node $1: ");
    text = text.replace(model + "/", "").replace(model.toString(), "the model");
    return text.length() > LIMIT ? text.substring(0, LIMIT) + "…" : text;
  }
}
