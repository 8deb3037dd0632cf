package dev.salvor.inspect.keras.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The closed list of functions that may be called, {@code functions.txt}. A global of a Python
 * function is a name and no more: the file does not say what it was bound to. Names are taken for
 * what the documentation of Keras and TensorFlow imports under them, and the row says so.
 */
public final class KnownFunctions {
  private static final Map<String, String> MODULES = modules();
  private static final Set<String> KNOWN = read();

  private KnownFunctions() {}

  private static Map<String, String> modules() {
    Map<String, String> modules = new LinkedHashMap<>();
    for (String keras : new String[] {"keras", "tf.keras", "tensorflow.keras", "tf_keras"}) {
      modules.put(keras + ".backend", "K");
      modules.put(keras + ".ops", "ops");
      modules.put(keras + ".activations", "keras.activations");
    }
    modules.put("K", "K");
    modules.put("backend", "K");
    modules.put("ops", "ops");
    modules.put("activations", "keras.activations");
    modules.put("tf", "tf");
    modules.put("tensorflow", "tf");
    modules.put("np", "np");
    modules.put("numpy", "np");
    modules.put("math", "math");
    return modules;
  }

  /**
   * A name of the source as the list has it: {@code tensorflow.keras.backend.abs} as {@code K.abs}.
   * What is only in keras.ops may have been imported as K too.
   */
  public static String canonical(String path) {
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      if (path.startsWith(module.getKey() + ".")) {
        String name = path.substring(module.getKey().length() + 1);
        String known = module.getValue() + "." + name;
        boolean moved = module.getValue().equals("K") && !KNOWN.contains(known);
        return moved && KNOWN.contains("ops." + name) ? "ops." + name : known;
      }
    }
    return path;
  }

  /** Whether what a function calls, by name or as a method of a value, is on the list. */
  public static boolean known(String called) {
    return KNOWN.contains(canonical(called));
  }

  /** The list. */
  public static Set<String> all() {
    return KNOWN;
  }

  private static Set<String> read() {
    try (InputStream in =
        Objects.requireNonNull(KnownFunctions.class.getResourceAsStream("functions.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Set<String> known = new TreeSet<>();
      text.lines().filter(line -> !line.startsWith("#")).forEach(known::add);
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
