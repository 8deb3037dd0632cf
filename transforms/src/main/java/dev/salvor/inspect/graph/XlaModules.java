package dev.salvor.inspect.graph;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
