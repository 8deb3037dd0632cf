package dev.salvor.inspect.sniff;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.JsonHead;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files of text: JSON by its outermost keys, others by how they begin. */
public final class TextSniffer implements Signature {

  /** How one text format begins, after byte order mark and space. */
  private record Beginning(Pattern pattern, Reading reading) {
    static Beginning of(String regex, Reading reading) {
      return new Beginning(
          Pattern.compile("\\A" + regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), reading);
    }
  }

  private static final String COMMENTS = "(?:#[^\\n]*\\n\\s*)*";

  private static final Pattern LFS =
      Pattern.compile(
          "\\Aversion https://(?:git-lfs\\.github\\.com|hawser\\.github\\.com)/spec/v\\d[^\\n]*\\n"
              + "(?:.*?\\bsize (\\d+))?",
          Pattern.DOTALL);
  private static final Pattern ANNEX = Pattern.compile("\\A\\S*/annex/objects/\\S+\\s*\\z");
  private static final Pattern HTML =
      Pattern.compile(
          "\\A(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)*<(?:!doctype\\s+html|html|head|body|script|title|meta)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern XML_ERROR =
      Pattern.compile("\\A(?:<\\?xml[^>]*>\\s*)?<Error>", Pattern.CASE_INSENSITIVE);
  private static final Pattern XML_CODE = Pattern.compile("<Code>([A-Za-z]+)</Code>");
  private static final Pattern TITLE =
      Pattern.compile("<title[^>]*>\\s*([^<]{1,120})", Pattern.CASE_INSENSITIVE);
  private static final Pattern YAML_KERAS =
      Pattern.compile("(?m)^class_name\\s*:|^\\{?['\"]?class_name['\"]?: ");
  private static final Pattern SHORT_ANSWER =
      Pattern.compile(
          "(?i)\\A(?:\\d{3}[: ]\\s*)?(?:not found|entry not found|repository not"
              + " found|forbidden|access (?:is )?denied|unauthorized|invalid username or"
              + " password|bad gateway|service unavailable|internal server error|too many"
              + " requests)\\b.{0,200}\\z",
          Pattern.DOTALL);

  private static final Beginning[] BEGINNINGS = {
    Beginning.of(
        COMMENTS + "(?:saved_model_schema_version\\s*:|meta_graphs\\s*:?\\s*\\{)",
        Reading.of(Kind.SAVED_MODEL)),
    Beginning.of(COMMENTS + "meta_info_def\\s*:?\\s*\\{", Reading.of(Kind.METAGRAPH)),
    Beginning.of(COMMENTS + "graph_def\\s*:?\\s*\\{", Reading.of(Kind.METAGRAPH)),
    Beginning.of(
        COMMENTS + "(?:node|library|versions)\\s*:?\\s*\\{", Reading.of(Kind.FROZEN_GRAPH)),
    Beginning.of(
        COMMENTS + "model_checkpoint_path\\s*:",
        Reading.notAModel(Kind.TEXT, "the state file of a checkpoint directory")),
    Beginning.of(COMMENTS + "ir_version\\s*:", foreign(Kind.ONNX, "an ONNX model as text")),
    Beginning.of(
        COMMENTS
            + "(?:name\\s*:\\s*\"[^\"]*\"\\s*)?(?:force_backward[^\\n"
            + "]*\\n"
            + "\\s*)?(?:layers?|input)\\s*:?\\s*(?:\\{|\")",
        foreign(Kind.CAFFE, "a Caffe network description")),
    Beginning.of(
        "(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)?<PMML\\b", foreign(Kind.PMML, "a PMML document")),
    Beginning.of(
        "(?:<\\?xml[^>]*>\\s*)?<net\\s+name=",
        foreign(Kind.OTHER, "an OpenVINO network description")),
    Beginning.of("tree\\s*\\nversion=v\\d", foreign(Kind.OTHER, "a LightGBM model")),
    Beginning.of("\\[net\\]\\s*\\n", foreign(Kind.OTHER, "a Darknet network description")),
    Beginning.of("7767517\\s*\\n", foreign(Kind.OTHER, "an ncnn network description")),
  };

  @Override
  public Optional<Reading> read(FileView file) {
    String text = decode(file.head());
    if (text == null) {
      return Optional.empty();
    }
    String start = text.stripLeading();
    Optional<Reading> special = pointer(start).or(() -> page(start));
    if (special.isPresent()) {
      return special;
    }
    return known(text)
        .or(() -> Base64Sniffer.read(file, start))
        .or(() -> Optional.of(Reading.notAModel(Kind.TEXT, plain(start))));
  }

  /** The format of a model or of a tool that the text begins in. */
  static Optional<Reading> known(String text) {
    String start = text.stripLeading();
    String json = JsonHead.strip(text);
    if (json.startsWith("{") || json.startsWith("[")) {
      Optional<Reading> known = JsonFormats.of(json);
      if (known.isPresent()) {
        return known;
      }
    }
    for (Beginning beginning : BEGINNINGS) {
      if (beginning.pattern().matcher(start).find()) {
        return Optional.of(beginning.reading());
      }
    }
    return YAML_KERAS.matcher(start).find()
        ? Optional.of(Reading.of(Kind.KERAS_YAML))
        : Optional.empty();
  }

  private static String plain(String start) {
    return start.startsWith("<?xml") ? "an XML document" : "a text file";
  }

  private static Reading foreign(Kind kind, String format) {
    return Reading.foreign(kind, format, "convert it with the tools of that framework");
  }

  /** A pointer that stands where the file should. */
  private static Optional<Reading> pointer(String start) {
    Matcher lfs = LFS.matcher(start);
    if (lfs.find()) {
      String size = lfs.group(1) == null ? "" : " of " + lfs.group(1) + " bytes";
      return Optional.of(
          Reading.stating(
              Kind.LFS_POINTER,
              "a Git LFS pointer",
              Rule.FILE_LFS_POINTER,
              "a Git LFS pointer (git-lfs) stands in place of the file" + size));
    }
    if (start.length() < 1024 && ANNEX.matcher(start).find()) {
      return Optional.of(
          Reading.stating(
              Kind.LFS_POINTER,
              "a git-annex pointer",
              Rule.FILE_LFS_POINTER,
              "a git-annex pointer stands in place of the file: run `git annex get` there"));
    }
    return Optional.empty();
  }

  /** What a server said instead of sending the file. */
  private static Optional<Reading> page(String start) {
    if (HTML.matcher(start).find()) {
      Matcher title = TITLE.matcher(start);
      String named = title.find() ? " titled '" + title.group(1).strip() + "'" : "";
      return Optional.of(error("an HTML page", "an HTML page" + named));
    }
    if (XML_ERROR.matcher(start).find()) {
      Matcher code = XML_CODE.matcher(start);
      String said = code.find() ? " (" + code.group(1) + ")" : "";
      return Optional.of(error("an error document", "the error document of a store" + said));
    }
    if (start.length() < 512 && SHORT_ANSWER.matcher(start).find()) {
      return Optional.of(
          error(
              "an error message",
              "the error message '" + start.strip().lines().findFirst().orElse("") + "'"));
    }
    return Optional.empty();
  }

  private static Reading error(String format, String what) {
    return Reading.stating(
        Kind.ERROR_PAGE, format, Rule.FILE_ERROR_PAGE, what + " was saved in place of a file");
  }

  /** A byte that no text holds. */
  static boolean control(byte b) {
    return b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b;
  }

  /** The text of the head; null where the bytes are not text. */
  static @Nullable String decode(byte[] head) {
    if (head.length >= 2 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xFF) == 0xFE) {
      return new String(head, 2, head.length - 2, UTF_16LE);
    }
    if (head.length >= 2 && (head[0] & 0xFF) == 0xFE && (head[1] & 0xFF) == 0xFF) {
      return new String(head, 2, head.length - 2, UTF_16BE);
    }
    int high = 0;
    for (byte b : head) {
      if (control(b)) {
        return null;
      }
      high += b < 0 ? 1 : 0;
    }
    String text = new String(head, UTF_8);
    // the head may end within a character; bytes that are no UTF-8 are Latin-1 where they are few
    int bad = text.indexOf('\ufffd');
    if (bad < 0 || (head.length > 8 && bad >= text.length() - 3)) {
      return text;
    }
    return high > head.length / 4 ? null : new String(head, ISO_8859_1);
  }
}
