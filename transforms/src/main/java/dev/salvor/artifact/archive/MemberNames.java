package dev.salvor.artifact.archive;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names in one archive. Each becomes a path below the archive's directory, or the archive is
 * refused: a name that leaves it, or two names that one file system holds for the same.
 */
final class MemberNames {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_SEGMENT = 255;
  private static final int MAX_SEGMENTS = 64;

  private final Map<String, String> seen = new HashMap<>();

  /**
   * The path of a file inside the archive.
   *
   * @throws dev.salvor.finding.ArtifactException where the name is unsafe
   */
  String file(String name) {
    String path = path(name);
    if (path.isEmpty()) {
      throw unsafe(name, "an entry without a name");
    }
    String key = key(path);
    String other = seen.put(key, path);
    if (other != null) {
      throw unsafe(
          name,
          "two entries share one name: '%s' and '%s': programs unpack one or the other",
          other,
          path);
    }
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      String directory = key.substring(0, slash);
      String file = seen.get(directory);
      if (file != null && !file.endsWith("/")) {
        throw unsafe(name, "'%s' is both a file and a directory", file);
      }
      seen.put(directory, path.substring(0, Math.min(slash, path.length())) + "/");
    }
    return path;
  }

  /**
   * Checks the name of a directory.
   *
   * @throws dev.salvor.finding.ArtifactException where the name is unsafe
   */
  void directory(String name) {
    String path = path(name);
    String file = seen.get(key(path));
    if (file != null && !file.endsWith("/")) {
      throw unsafe(name, "'%s' is both a file and a directory", file);
    }
  }

  /** Without {@code ./} and double slashes. */
  private static String path(String name) {
    if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
      throw unsafe(name, "the entry '%s' has an absolute name", name);
    }
    if (name.indexOf('\\') >= 0) {
      throw unsafe(name, "the entry '%s' has backslashes in its name", name);
    }
    if (CONTROL.matcher(name).find()) {
      throw unsafe(name, "the name of the entry '%s' holds control characters", name);
    }
    StringBuilder path = new StringBuilder();
    int segments = 0;
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        throw unsafe(name, "the entry '%s' leads out of the archive", name);
      }
      if (segment.isEmpty() || segment.equals(".")) {
        continue;
      }
      if (segment.length() > MAX_SEGMENT || ++segments > MAX_SEGMENTS) {
        throw unsafe(name, "the name of the entry '%.80s…' is too long for a file", name);
      }
      path.append(path.isEmpty() ? "" : "/").append(segment);
    }
    return path.toString();
  }

  /** What file systems that fold case, compose letters or drop trailing dots would look up. */
  private static String key(String path) {
    String folded =
        Normalizer.normalize(path, Normalizer.Form.NFC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    return folded.replaceAll("[. ]+(?=/|$)", "");
  }

  private static RuntimeException unsafe(String name, String format, Object... values) {
    return Finding.of(Rule.ARCHIVE_UNSAFE, Location.member(name), format, values).exception();
  }
}
