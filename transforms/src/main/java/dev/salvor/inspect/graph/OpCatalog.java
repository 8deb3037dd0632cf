package dev.salvor.inspect.graph;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The two lists of ops: those without effect outside the session, and those with one. */
final class OpCatalog {
  private static final OpCatalog PACKED =
      new OpCatalog(read("inert-ops.txt"), read("effectful-ops.txt"));

  private final Map<String, String> inert;
  private final Map<String, String> effects;

  private OpCatalog(Map<String, String> inert, Map<String, String> effects) {
    this.inert = inert;
    this.effects = effects;
  }

  static OpCatalog packed() {
    return PACKED;
  }

  /** Whether an op is known to have no effect outside the session. */
  boolean inert(String op) {
    return inert.containsKey(op);
  }

  /** What an op does outside the session: "reads files"; empty where it is not known to. */
  Optional<String> effect(String op) {
    return Optional.ofNullable(effects.get(op));
  }

  /** Op to the heading it stands under. */
  private static Map<String, String> read(String resource) {
    Map<String, String> ops = new HashMap<>();
    try (InputStream in = OpCatalog.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar holds no " + resource);
      }
      String heading = "";
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          heading = line.substring(1, line.length() - 1);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          for (String op : line.trim().split(" ", -1)) {
            ops.put(op, heading);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(ops);
  }
}
