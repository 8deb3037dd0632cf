package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one function whose code may stand in a pickle: {@code KerasSaveable._unpickle_model}, which
 * cloudpickle and dill write by value because it is a method. It is known by every byte and every
 * constant of it, for each Python that Keras 3 runs on; what differs in anything is another one.
 */
final class KnownCode {
  static final KnownCode UNPICKLE_MODEL = read();

  private static final String ANY = "*";
  private static final String LINE_TABLE = "lnotab ";
  private static final Pattern NAME = Pattern.compile("[\\w.]+");
  private static final int LONGEST = 1 << 10;

  /**
   * The code as one Python compiles it.
   *
   * @param arguments of {@code types.CodeType}, {@code *} where the installation shows
   * @param lineTable what dill writes before them
   */
  private record Compiled(List<String> arguments, String lineTable) {}

  private final List<Compiled> versions;

  private KnownCode(List<Compiled> versions) {
    this.versions = versions;
  }

  /** Whether {@code types.CodeType(*arguments)} is the known code. */
  boolean is(List<PickleNode> arguments) {
    return versions.stream().anyMatch(version -> matches(version.arguments(), arguments));
  }

  /**
   * Whether {@code dill._dill._create_code(*arguments)} is: from Python 3.10 on with the line table
   * of older ones in front.
   */
  boolean isAsDillWrites(List<PickleNode> arguments) {
    return is(arguments)
        || versions.stream()
            .anyMatch(
                version ->
                    !arguments.isEmpty()
                        && version.lineTable().equals(shown(arguments.get(0)))
                        && matches(version.arguments(), arguments.subList(1, arguments.size())));
  }

  private static boolean matches(List<String> expected, List<PickleNode> arguments) {
    if (expected.size() != arguments.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      PickleNode argument = arguments.get(i);
      boolean free = argument instanceof Text || argument instanceof Int;
      if (!(expected.get(i).equals(ANY) ? free : expected.get(i).equals(shown(argument)))) {
        return false;
      }
    }
    return true;
  }

  /** As Python prints it; bytes in hexadecimal. Empty for what no known code holds. */
  private static String shown(PickleNode node) {
    if (node instanceof Int value) {
      return Long.toString(value.value());
    } else if (node instanceof Constant constant) {
      return switch (constant) {
        case NONE -> "None";
        case TRUE -> "True";
        case FALSE -> "False";
      };
    } else if (node instanceof Text) {
      return PickleValues.text(node, LONGEST)
          .filter(text -> NAME.matcher(text).matches())
          .map(text -> "'" + text + "'")
          .orElse("");
    } else if (node instanceof Tuple tuple) {
      return tuple.items().stream()
          .map(KnownCode::shown)
          .collect(Collectors.joining(", ", "(", ")"));
    }
    return PickleValues.bytes(node)
        .filter(blob -> blob.length() <= LONGEST)
        .map(KnownCode::hex)
        .orElse("");
  }

  private static String hex(Blob blob) {
    return "0x" + HexFormat.of().formatHex(blob.head((int) blob.length()));
  }

  private static KnownCode read() {
    InputStream resource =
        Objects.requireNonNull(
            KnownCode.class.getResourceAsStream("unpicklers.txt"), "unpicklers.txt");
    List<Compiled> versions = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      for (String line : reader.lines().toList()) {
        if (line.startsWith(LINE_TABLE)) {
          versions.add(new Compiled(List.copyOf(arguments), line.substring(LINE_TABLE.length())));
        } else if (line.startsWith("[")) {
          arguments.clear();
        } else if (!line.startsWith("#")) {
          arguments.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KnownCode(List.copyOf(versions));
  }
}
