package dev.salvor.inspect.keras.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names outside the standard library that read, write, fetch or unpickle when a configuration has
 * them called: CVE-2025-1550, CVE-2025-8747 and CVE-2025-9906 went through functions of Keras
 * itself.
 */
final class ReachingNames {
  private static final Set<String> KERAS = Set.of("keras", "tf_keras", "tensorflow");

  /** Rooms of Keras and TensorFlow whose functions no model is made of. */
  private static final Set<String> ROOMS =
      Set.of(
          "utils",
          "saving",
          "config",
          "export",
          "callbacks",
          "trainers",
          "datasets",
          "io",
          "gfile",
          "file_io",
          "script_ops",
          "load_library",
          "raw_ops");

  private static final Set<String> LOADERS =
      Set.of(
          "load_model", "load_weights", "model_from_json", "model_from_yaml", "model_from_config");

  /** Packages that install, start or unpickle things. */
  private static final Set<String> PACKAGES =
      Set.of(
          "pip",
          "setuptools",
          "pkg_resources",
          "cloudpickle",
          "dill",
          "joblib",
          "IPython",
          "requests",
          "urllib3",
          "paramiko",
          "psutil",
          "sh");

  /** Packages of which only what reads files, or builds and runs code, is meant. */
  private static final Set<String> NUMERIC =
      Set.of("numpy", "scipy", "pandas", "torch", "jax", "sklearn", "yaml");

  private static final Set<String> NUMERIC_ROOMS =
      Set.of("f2py", "distutils", "hub", "serialization", "testing", "ctypeslib", "weave");

  private static final List<String> SYSTEM =
      List.of("/etc/", "/proc/", "/sys/", "/dev/", "/root/", "/var/", "c:/windows", "~");

  private ReachingNames() {}

  /**
   * Whether what a configuration names is called for its effect.
   *
   * @param className {@code function}, or the class or function itself
   * @param function the name where the class is {@code function}
   */
  static boolean runs(String module, String className, String function) {
    String name = className.equals("function") ? function : className;
    if (module.isEmpty() || name.isEmpty()) {
      return false;
    }
    List<String> path = Arrays.asList(module.split("\\."));
    if (PACKAGES.contains(path.get(0))) {
      return true;
    }
    if (NUMERIC.contains(path.get(0))) {
      return path.stream().skip(1).anyMatch(NUMERIC_ROOMS::contains)
          || name.matches("(load|unsafe_load|read_|fromfile|memmap|eval).*");
    }
    boolean called = Character.isLowerCase(name.charAt(0));
    return KERAS.contains(path.get(0))
        && called
        && (LOADERS.contains(name) || path.stream().skip(1).anyMatch(ROOMS::contains));
  }

  /** Whether a path leaves the artifact for the system, another folder or the network. */
  static boolean outside(String file) {
    String plain = file.replace('\\', '/').toLowerCase(Locale.ROOT);
    return plain.contains("://")
        || Arrays.asList(plain.split("/")).contains("..")
        || SYSTEM.stream().anyMatch(plain::startsWith);
  }
}
