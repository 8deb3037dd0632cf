package dev.salvor.artifact;

import java.util.LinkedHashSet;
import java.util.Set;

/** Reads the top-level keys of a JSON object of which only the head may be at hand. */
public final class JsonHead {
  private JsonHead() {}

  /**
   * The JSON without byte order mark and leading space; where the document is one JSON string that
   * holds JSON (as {@code json.dump(model.to_json())} writes), the text of that string.
   */
  public static String strip(String text) {
    String json = text.startsWith("\ufeff") ? text.substring(1) : text;
    json = json.stripLeading();
    if (json.startsWith("\"")
        && json.length() > 1
        && json.substring(1).stripLeading().startsWith("{")) {
      return unescape(json);
    }
    return json;
  }

  /** The keys of the outermost object, in order, as far as {@code json} reaches. */
  public static Set<String> topLevelKeys(String json) {
    Set<String> keys = new LinkedHashSet<>();
    int depth = 0;
    boolean key = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      switch (c) {
        case '{', '[' -> {
          depth++;
          key = depth == 1 && c == '{';
        }
        case '}', ']' -> depth--;
        case ',' -> key = depth == 1;
        case ':' -> key = false;
        case '"' -> {
          int end = endOfString(json, i);
          if (end < 0) {
            return keys;
          }
          if (key && depth == 1) {
            keys.add(json.substring(i + 1, end));
          }
          i = end;
        }
        default -> {
          // numbers, literals and space carry no structure
        }
      }
    }
    return keys;
  }

  private static int endOfString(String json, int open) {
    for (int i = open + 1; i < json.length(); i++) {
      if (json.charAt(i) == '\\') {
        i++;
      } else if (json.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  private static String unescape(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 1; i < json.length() && json.charAt(i) != '"'; i++) {
      char c = json.charAt(i);
      if (c == '\\' && i + 1 < json.length()) {
        c = json.charAt(++i);
        c = c == 'n' || c == 't' || c == 'r' ? ' ' : c;
      }
      text.append(c);
    }
    return text.toString().stripLeading();
  }
}
