package dev.salvor.inspect.graph;

import com.google.protobuf.ByteString;
import dev.salvor.target.TargetRuntime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * What can be said of the StableHLO module in an XlaCallModule (written by jax2tf). Its bytecode is
 * not decoded: the targets of custom calls lie in it as plain strings.
 */
final class XlaModules {
  /** Custom calls that leave the module for the host: jax.pure_callback, host_callback, call_tf. */
  private static final List<String> HOST_CALLS =
      List.of("callback", "xla_python", "xla_ffi_python", "host_compute", "tf.call_tf_function");

  private XlaModules() {}

  /** Whether nothing in the module names a call to the host. */
  static boolean inert(NodeDef node) {
    AttrValue module = node.getAttrMap().get("module");
    boolean functions =
        node.getAttrOrDefault("function_list", AttrValue.getDefaultInstance())
                .getList()
                .getFuncCount()
            > 0;
    if (module == null || functions) {
      return false;
    }
    String text = new String(module.getS().toByteArray(), StandardCharsets.ISO_8859_1);
    return HOST_CALLS.stream().noneMatch(text::contains);
  }

  /** The versions of the op that the runtime of a target takes. */
  private record Versions(long first, long last) {}

  /**
   * By GraphDef version of the first TensorFlow that takes them: measured, as its kernel says it
   * ("Must be >= 4", "Must be <= 9"). What earlier ones read of the modules of later ones is not
   * known.
   */
  private static final NavigableMap<Integer, Versions> VERSIONS =
      new TreeMap<>(Map.of(1994, new Versions(4, 9), 2288, new Versions(4, 10)));

  /** Why a target does not run the module on the CPU; empty where it does. */
  static Optional<String> refusal(NodeDef node, TargetRuntime target) {
    List<String> platforms = platforms(node);
    if (!platforms.isEmpty() && !platforms.contains("cpu")) {
      return Optional.of(
          "the module in it was lowered for " + String.join(", ", platforms) + " only");
    }
    long version = node.getAttrOrDefault("version", AttrValue.getDefaultInstance()).getI();
    Map.Entry<Integer, Versions> taken = VERSIONS.floorEntry(target.graphDefVersion());
    if (taken == null) {
      return Optional.of(
          "the module in it is of version %d, and what this runtime reads of it is not known"
              .formatted(version));
    }
    return version < taken.getValue().first() || version > taken.getValue().last()
        ? Optional.of(
            "the module in it is of version %d, it takes versions %d to %d"
                .formatted(version, taken.getValue().first(), taken.getValue().last()))
        : Optional.empty();
  }

  /** The platforms it was lowered for, in lower case; empty where it does not say. */
  static List<String> platforms(NodeDef node) {
    AttrValue value = node.getAttrMap().get("platforms");
    return value == null
        ? List.of()
        : value.getList().getSList().stream().flatMap(XlaModules::lower).toList();
  }

  private static Stream<String> lower(ByteString platform) {
    return Stream.of(platform.toStringUtf8().toLowerCase(Locale.ROOT));
  }
}
