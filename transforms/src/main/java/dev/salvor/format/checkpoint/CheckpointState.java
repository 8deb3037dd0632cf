package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file named {@code checkpoint}: CheckpointState as text
 * (tensorflow/python/training/checkpoint_state.proto). Its paths are those of the machine that
 * wrote it, often absolute and stale: only their last segments mean something here.
 *
 * @param latest model_checkpoint_path
 * @param all all_model_checkpoint_paths, oldest first
 */
public record CheckpointState(Optional<String> latest, List<String> all) {
  private static final long MAX_SIZE = 1 << 24;
  private static final Pattern BLANK = Pattern.compile("\\s++|#[^\n]*+");
  private static final Pattern NAME = Pattern.compile("(\\w++)\\s*+:\\s*+");
  private static final Pattern SCALAR = Pattern.compile("[-+.\\w]++");
  private static final Pattern END = Pattern.compile("\\s*+[,;]?");

  public CheckpointState {
    all = List.copyOf(all);
  }

  /**
   * @param name what findings call the file
   * @throws ArtifactException where the file is no such text
   */
  public static CheckpointState read(Path file, String name) throws IOException {
    long size = Files.size(file);
    if (size > MAX_SIZE) {
      throw damaged(name, "a checkpoint state of " + size + " bytes");
    }
    return parse(Files.readString(file, StandardCharsets.ISO_8859_1), name);
  }

  /** Parses the text, each character one byte. */
  static CheckpointState parse(String text, String file) {
    String latest = null;
    List<String> all = new ArrayList<>();
    Matcher blank = BLANK.matcher(text);
    Matcher name = NAME.matcher(text);
    for (int at = 0; at < text.length(); ) {
      if (blank.region(at, text.length()).lookingAt()) {
        at = blank.end();
        continue;
      }
      if (!name.region(at, text.length()).lookingAt() || name.end() == text.length()) {
        throw damaged(file, "the checkpoint state cannot be read from byte " + at + " on");
      }
      int from = name.end();
      char first = text.charAt(from);
      int to = first == '"' || first == '\'' ? closing(text, from) : scalar(text, from);
      if (to < 0) {
        throw damaged(file, "the checkpoint state cannot be read from byte " + from + " on");
      }
      switch (name.group(1)) {
        case "model_checkpoint_path" -> latest = unescaped(text.substring(from + 1, to - 1));
        case "all_model_checkpoint_paths" -> all.add(unescaped(text.substring(from + 1, to - 1)));
        default -> {}
      }
      Matcher end = END.matcher(text).region(to, text.length());
      at = end.lookingAt() ? end.end() : to;
    }
    return new CheckpointState(Optional.ofNullable(latest), all);
  }

  /** The end of the string that opens at {@code from}; -1 where it has none. */
  private static int closing(String text, int from) {
    char quote = text.charAt(from);
    for (int at = from + 1; at < text.length() && text.charAt(at) != '\n'; at++) {
      if (text.charAt(at) == quote) {
        return at + 1;
      }
      if (text.charAt(at) == '\\') {
        at++;
      }
    }
    return -1;
  }

  private static int scalar(String text, int from) {
    Matcher scalar = SCALAR.matcher(text).region(from, text.length());
    return scalar.lookingAt() ? scalar.end() : -1;
  }

  /** The last segment of {@link #latest}: the prefix in the directory of the file. */
  public Optional<String> latestName() {
    return latest.map(path -> path.substring(path.replace('\\', '/').lastIndexOf('/') + 1));
  }

  /** C escapes, as the text format writes them; the bytes are UTF-8. */
  private static String unescaped(String quoted) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < quoted.length(); at++) {
      char next = quoted.charAt(at);
      if (next != '\\') {
        bytes.write(next);
        continue;
      }
      char escape = quoted.charAt(++at);
      int digits = digits(quoted, escape == 'x' ? at + 1 : at, escape == 'x' ? 16 : 8);
      if (digits > 0) {
        int from = escape == 'x' ? at + 1 : at;
        bytes.write(
            Integer.parseInt(quoted.substring(from, from + digits), escape == 'x' ? 16 : 8));
        at = from + digits - 1;
      } else {
        int known = "abfnrtv".indexOf(escape);
        bytes.write(known < 0 ? escape : "\u0007\b\f\n\r\t\u000b".charAt(known));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digits(String text, int from, int radix) {
    int count = 0;
    while (count < (radix == 8 ? 3 : 2)
        && from + count < text.length()
        && Character.digit(text.charAt(from + count), radix) >= 0) {
      count++;
    }
    return count;
  }

  private static ArtifactException damaged(String name, String message) {
    return Finding.of(Rule.CHECKPOINT_DAMAGED, Location.file(name), message).exception();
  }
}
