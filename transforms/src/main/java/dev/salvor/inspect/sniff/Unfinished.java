package dev.salvor.inspect.sniff;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names that transfer tools give to files that are not yet complete. */
public final class Unfinished {

  /** One tool's way of naming. */
  private record Name(Pattern pattern, String tool) {
    static Name of(String regex, String tool) {
      return new Name(Pattern.compile(regex), tool);
    }
  }

  private static final List<Name> NAMES =
      List.of(
          Name.of(".+_?\\.gstmp", "gsutil (.gstmp)"),
          Name.of(".+\\.crdownload", "Chrome (.crdownload)"),
          Name.of(".+\\.part", "a browser, wget or curl (.part)"),
          Name.of(".+\\.partial", "a transfer tool (.partial)"),
          Name.of(".+\\.filepart", "WinSCP (.filepart)"),
          Name.of(".+\\.opdownload", "Opera (.opdownload)"),
          Name.of(".+\\.incomplete", "the Hugging Face client (.incomplete)"),
          Name.of(".+\\.tempstate\\d+", "TensorFlow's checkpoint writer (.tempstate)"),
          Name.of(".+\\._copying_", "hdfs dfs -put (._COPYING_)"));

  /** rsync: a dot, the name, a dot and six random letters (rsync, receiver.c get_tmpname). */
  private static final Pattern RSYNC =
      Pattern.compile("\\.(.+\\.[A-Za-z0-9]+)\\.(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9]{6}");

  private Unfinished() {}

  /** What the name of a file says about its transfer. */
  public static Optional<Finding> byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Name known : NAMES) {
      if (known.pattern().matcher(lower).matches()) {
        return Optional.of(finding(known.tool()));
      }
    }
    return RSYNC.matcher(name).matches() ? Optional.of(finding("rsync")) : Optional.empty();
  }

  private static Finding finding(String tool) {
    return Finding.of(
        Rule.FILE_PARTIAL, Location.NONE, "the name is that of an unfinished transfer by %s", tool);
  }
}
