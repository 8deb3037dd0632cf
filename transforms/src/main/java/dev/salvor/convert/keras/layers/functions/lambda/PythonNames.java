package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that are values, by canonical path: {@code np.pi}, {@code tf.float32}. */
final class PythonNames {
  private static final Map<String, JsonNode> VALUES =
      Map.ofEntries(
          Map.entry("np.pi", DoubleNode.valueOf(Math.PI)),
          Map.entry("math.pi", DoubleNode.valueOf(Math.PI)),
          Map.entry("np.e", DoubleNode.valueOf(Math.E)),
          Map.entry("math.e", DoubleNode.valueOf(Math.E)),
          Map.entry("np.newaxis", NullNode.getInstance()),
          Map.entry("tf.newaxis", NullNode.getInstance()),
          Map.entry("tf.image.ResizeMethod.BILINEAR", TextNode.valueOf("bilinear")),
          Map.entry("tf.image.ResizeMethod.NEAREST_NEIGHBOR", TextNode.valueOf("nearest")),
          Map.entry("tf.image.ResizeMethod.BICUBIC", TextNode.valueOf("bicubic")),
          Map.entry("tf.image.ResizeMethod.AREA", TextNode.valueOf("area")));

  private static final Set<String> TYPES =
      Set.of(
          "float16",
          "bfloat16",
          "float32",
          "float64",
          "int8",
          "uint8",
          "int16",
          "uint16",
          "int32",
          "uint32",
          "int64",
          "uint64",
          "bool");

  private PythonNames() {}

  static Optional<JsonNode> value(String canonical) {
    int dot = canonical.lastIndexOf('.');
    String module = dot < 0 ? "" : canonical.substring(0, dot);
    String name = canonical.substring(dot + 1);
    boolean type = module.equals("tf") || module.equals("np") || module.equals("tf.dtypes");
    return type && TYPES.contains(name)
        ? Optional.of(TextNode.valueOf(name))
        : Optional.ofNullable(VALUES.get(canonical));
  }
}
