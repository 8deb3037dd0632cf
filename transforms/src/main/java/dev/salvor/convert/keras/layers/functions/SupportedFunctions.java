package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.functions.tensorflow.TensorFlowFunctions;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code docs/support.md} says of functions, from the tables that convert them. */
public final class SupportedFunctions {
  private SupportedFunctions() {}

  /** Names of functions by module, {@code ""} for {@code tf} itself. */
  public static SortedMap<String, SortedSet<String>> tensorflow() {
    SortedMap<String, SortedSet<String>> modules = new TreeMap<>();
    for (String name : TensorFlowFunctions.all().keySet()) {
      int dot = name.lastIndexOf('.');
      modules
          .computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), module -> new TreeSet<>())
          .add(name.substring(dot + 1));
    }
    return modules;
  }

  /** Names that are refused, by reason. */
  public static SortedMap<String, SortedSet<String>> refused() {
    SortedMap<String, SortedSet<String>> reasons = new TreeMap<>();
    for (Map.Entry<String, String> entry : RefusedFunctions.all().entrySet()) {
      reasons.computeIfAbsent(entry.getValue(), reason -> new TreeSet<>()).add(entry.getKey());
    }
    return reasons;
  }
}
