package dev.salvor.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Writes HTML whose text can say anything: names in a store are hostile. Markup comes from
 * constants of this program only; everything else goes through {@link #text}.
 */
final class Html {
  private final Writer out;

  Html(Writer out) {
    this.out = out;
  }

  /** Markup, a constant. */
  Html raw(String markup) {
    try {
      out.write(markup);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Escaped text, also for attribute values in double quotes. */
  Html text(@Nullable Object value) {
    return raw(escape(String.valueOf(value)));
  }

  /** An element with escaped text. */
  Html element(String tag, String cssClass, @Nullable Object value) {
    return raw("<" + tag + " class=\"" + cssClass + "\">").text(value).raw("</" + tag + ">");
  }

  /**
   * Escapes markup, and makes visible what would hide or reorder text: control and format
   * characters (bidirectional overrides, zero-width joiners) appear as {@code U+202E}.
   */
  static String escape(String value) {
    StringBuilder escaped = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      String replacement = replacement(c);
      if (replacement != null && escaped == null) {
        escaped = new StringBuilder(value.length() + 16).append(value, 0, i);
      }
      if (escaped != null) {
        escaped.append(replacement == null ? String.valueOf(c) : replacement);
      }
    }
    return escaped == null ? value : escaped.toString();
  }

  private static @Nullable String replacement(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> visible(c);
    };
  }

  private static @Nullable String visible(char c) {
    if (c == '\n' || c == '\t' || !hidden(c)) {
      return null;
    }
    return String.format("⟨U+%04X⟩", (int) c);
  }

  private static boolean hidden(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || c == 0xfffe
        || c == 0xffff;
  }
}
