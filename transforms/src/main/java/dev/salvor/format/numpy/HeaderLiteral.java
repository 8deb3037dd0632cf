package dev.salvor.format.numpy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the Python literal in a {@code .npy} header as data: dicts with string keys, tuples, lists,
 * strings, integers (with the {@code L} of Python 2), {@code True}, {@code False}. Nothing is
 * evaluated.
 */
final class HeaderLiteral {
  private static final int MAX_DEPTH = 16;

  private final String text;
  private int at;

  private HeaderLiteral(String text) {
    this.text = text;
  }

  /**
   * @return values are String, Long, Boolean, List or Map
   * @throws IllegalArgumentException with what was wrong and at which character
   */
  static Map<String, Object> parse(String text) {
    HeaderLiteral literal = new HeaderLiteral(text);
    literal.expect('{');
    Map<String, Object> dict = literal.dict(0);
    literal.space();
    if (literal.at < text.length()) {
      throw literal.wrong("text after the dict");
    }
    return dict;
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("nesting deeper than " + MAX_DEPTH);
    }
    space();
    char next = peek();
    if (next == '{') {
      at++;
      return dict(depth);
    } else if (next == '(') {
      at++;
      return sequence(')', depth);
    } else if (next == '[') {
      at++;
      return sequence(']', depth);
    } else if (next == '\'' || next == '"') {
      at++;
      return string(next);
    } else if (next == '-' || digit(next)) {
      return integer();
    }
    return word();
  }

  private Map<String, Object> dict(int depth) {
    Map<String, Object> entries = new LinkedHashMap<>();
    while (!closes('}')) {
      if (!(value(depth + 1) instanceof String key)) {
        throw wrong("a key that is no string");
      }
      expect(':');
      if (entries.put(key, value(depth + 1)) != null) {
        throw wrong("key '" + key + "' twice");
      }
      separator('}');
    }
    return entries;
  }

  private List<Object> sequence(char end, int depth) {
    List<Object> items = new ArrayList<>();
    while (!closes(end)) {
      items.add(value(depth + 1));
      separator(end);
    }
    return items;
  }

  private String string(char quote) {
    StringBuilder out = new StringBuilder();
    while (peek() != quote) {
      if (peek() == '\\') {
        at++;
      }
      out.append(peek());
      at++;
    }
    at++;
    return out.toString();
  }

  private Long integer() {
    int start = at++;
    while (at < text.length() && digit(text.charAt(at))) {
      at++;
    }
    String digits = text.substring(start, at);
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw wrong("the number " + digits);
    }
  }

  private Boolean word() {
    if (text.startsWith("True", at)) {
      at += 4;
      return true;
    } else if (text.startsWith("False", at)) {
      at += 5;
      return false;
    }
    throw wrong("'" + peek() + "'");
  }

  private boolean closes(char end) {
    space();
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  private void separator(char end) {
    space();
    if (peek() != end) {
      expect(',');
    }
  }

  private void expect(char wanted) {
    space();
    if (peek() != wanted) {
      throw wrong("'" + peek() + "' in place of '" + wanted + "'");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("its end");
    }
    return text.charAt(at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("the header has " + what + " at character " + at);
  }
}
