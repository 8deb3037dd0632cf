package dev.salvor.validate.worker;

import org.jspecify.annotations.Nullable;

/** What a native error says, short enough for a row. */
final class Messages {
  private static final int LIMIT = 600;

  private Messages() {}

  /** The message without stack traces of the graph, which follow a blank line or a tab. */
  static String of(@Nullable Throwable cause) {
    String message = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    String head = message.split("\n\\s*\n|\n\t|\nErrors may have originated", 2)[0].strip();
    String text = head.isEmpty() ? String.valueOf(cause) : head;
    return text.length() > LIMIT ? text.substring(0, LIMIT) + "…" : text;
  }
}
