package dev.salvor.inspect.keras.architecture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** What Python itself brings: a configuration that names it wants it run, not a layer. */
final class PythonNames {
  private static final Set<String> MODULES = read("python_modules.txt");
  private static final Set<String> BUILTINS = read("python_builtins.txt");

  private PythonNames() {}

  /** Whether {@code module} belongs to the standard library, {@code os.path} with {@code os}. */
  static boolean standardModule(String module) {
    int dot = module.indexOf('.');
    return MODULES.contains(dot < 0 ? module : module.substring(0, dot));
  }

  static boolean builtin(String function) {
    return BUILTINS.contains(function);
  }

  private static Set<String> read(String resource) {
    try (InputStream in = PythonNames.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar holds no " + resource);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
