package dev.salvor.inspect.graph;

import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tensorflow.proto.OpDef;

/** Which TensorFlow versions know an op, from the packed registries. Loads them when asked. */
final class OpHistory {
  private OpHistory() {}

  /** "TensorFlow 2.19 brought it", or where else it comes from. */
  static String of(String op) {
    List<String> with = versions(def -> true, op);
    List<String> all = TargetRuntime.names();
    if (with.isEmpty()) {
      return "no TensorFlow from "
          + version(all.get(0))
          + " to "
          + version(all.get(all.size() - 1))
          + " registers it: it is a custom op, or one of tf.contrib or an add-on library";
    }
    String last = with.get(with.size() - 1);
    return with.get(0).equals(all.get(0))
        ? "it was there up to TensorFlow " + version(last)
        : last.equals(all.get(all.size() - 1))
            ? "TensorFlow " + version(with.get(0)) + " brought it"
            : "it was there from TensorFlow " + version(with.get(0)) + " to " + version(last);
  }

  /** The first version whose definition of {@code op} fulfils {@code condition}. */
  static Optional<String> since(String op, Predicate<OpDef> condition) {
    return versions(condition, op).stream().findFirst().map(OpHistory::version);
  }

  /** The newest definition of {@code op}. */
  static Optional<OpDef> newest(String op) {
    List<String> all = TargetRuntime.names();
    return TargetRuntime.named(all.get(all.size() - 1)).op(op);
  }

  private static List<String> versions(Predicate<OpDef> condition, String op) {
    return TargetRuntime.names().stream()
        .filter(name -> TargetRuntime.named(name).op(op).filter(condition).isPresent())
        .toList();
  }

  private static String version(String name) {
    return name.substring(name.indexOf('-') + 1);
  }
}
