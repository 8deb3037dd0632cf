package dev.salvor.format.marshal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The opcodes of one version. */
final class Opcodes {
  /** Before 3.6 an opcode from here on is followed by its argument. */
  static final int HAVE_ARGUMENT = 90;

  private static final Map<PythonVersion, Opcodes> ALL = read();

  private final Map<Integer, Opcode> opcodes = new HashMap<>();

  private Opcodes() {}

  /**
   * @param caches code units of inline cache behind the instruction
   */
  record Opcode(String name, int caches) {}

  static Opcodes of(PythonVersion version) {
    return Objects.requireNonNull(ALL.get(version));
  }

  @Nullable Opcode at(int number) {
    return opcodes.get(number);
  }

  private static Map<PythonVersion, Opcodes> read() {
    Map<PythonVersion, Opcodes> all = new EnumMap<>(PythonVersion.class);
    Opcodes current = new Opcodes();
    try (InputStream in = Objects.requireNonNull(Opcodes.class.getResourceAsStream("opcodes.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          current = new Opcodes();
          String version = line.substring(1, line.length() - 1);
          all.put(PythonVersion.valueOf("V" + version.replace('.', '_')), current);
        } else if (!line.startsWith("#")) {
          String[] words = line.split(" ", -1);
          current.opcodes.put(
              Integer.parseInt(words[0]), new Opcode(words[1], Integer.parseInt(words[2])));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
