package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.operation.CoreOperations;
import dev.salvor.convert.keras.layers.functions.operation.ImageOperations;
import dev.salvor.convert.keras.layers.functions.operation.LinalgOperations;
import dev.salvor.convert.keras.layers.functions.operation.MathOperations;
import dev.salvor.convert.keras.layers.functions.operation.NeuralOperations;
import dev.salvor.convert.keras.layers.functions.operation.NumpyElementwise;
import dev.salvor.convert.keras.layers.functions.operation.NumpyProducts;
import dev.salvor.convert.keras.layers.functions.operation.NumpyReductions;
import dev.salvor.convert.keras.layers.functions.operation.NumpyShapes;
import dev.salvor.convert.keras.layers.functions.operation.WindowOperations;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Operations of Keras 3 by module and class, {@code numpy.Add}: what they are called with first,
 * then what their configuration holds (keras/src/ops). Each module has a table of its own.
 */
public final class Operations {
  private static final Map<String, FunctionDefinition> TABLE = table();

  /** Functions with another order of arguments, or another name. */
  private static final Set<String> OTHER_SIGNATURE =
      Set.of("batch_norm", "get_item", "pad", "einsum", "array", "image", "full");

  /** Modules whose functions have names of their own. */
  private static final Set<String> UNNAMED = Set.of("activations", "quantizers", "einops");

  /** Functions whose name is not that of their class. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "AllClose", "allclose",
          "CDist", "cdist",
          "IsIn", "isin",
          "SearchSorted", "searchsorted",
          "LayerNorm", "layer_normalization",
          "RMSNorm", "rms_normalization");

  /** Signatures of functions that take arguments in another order than their class. */
  private static final Map<String, String> REORDERED = reordered();

  /** Second names of functions. */
  private static final Map<String, String> ALIASES =
      Map.of("swish", "silu", "hard_swish", "hard_silu");

  private Operations() {}

  /** Converters by canonical class name, {@code keras.ops.numpy.Add}. */
  public static Map<String, LayerConverter> layers() {
    Map<String, LayerConverter> layers = new HashMap<>();
    TABLE.forEach(
        (name, definition) -> layers.put("keras.ops." + name, FunctionLayer.operation(definition)));
    RefusedOperations.REASONS.forEach(
        (name, reason) ->
            layers.put(
                "keras.ops." + name,
                call -> {
                  throw call.refused(reason);
                }));
    return layers;
  }

  /** Those that are converted. */
  public static Set<String> names() {
    return TABLE.keySet();
  }

  /**
   * Those whose function takes what the operation is called with and then what it is configured
   * with, by the function's name: {@code ops.expand_dims}.
   */
  public static Map<String, FunctionDefinition> functions() {
    Map<String, FunctionDefinition> functions = new HashMap<>();
    TABLE.forEach(
        (name, definition) -> {
          int dot = name.indexOf('.');
          String module = name.substring(0, dot);
          String function = snake(name.substring(dot + 1));
          if (UNNAMED.contains(module) || OTHER_SIGNATURE.contains(function)) {
            return;
          }
          functions.put("ops." + module + "." + function, definition);
          if (!module.equals("image")) {
            functions.put("ops." + function, definition);
          }
        });
    REORDERED.forEach(
        (name, signature) ->
            functions.computeIfPresent(
                name,
                (key, table) -> FunctionDefinition.of(signature, table.body(), table.several())));
    ALIASES.forEach(
        (alias, function) -> {
          for (String module : List.of("ops.", "ops.nn.")) {
            functions.put(module + alias, functions.get(module + function));
          }
        });
    return functions;
  }

  private static Map<String, String> reordered() {
    Map<String, String> signatures = new HashMap<>();
    for (String module : List.of("ops.", "ops.numpy.")) {
      signatures.put(module + "average", "x axis weights");
    }
    for (String module : List.of("ops.", "ops.nn.")) {
      signatures.put(
          module + "conv_transpose",
          "x=inputs kernel strides padding output_padding data_format dilations=dilation_rate");
    }
    return Map.copyOf(signatures);
  }

  private static String snake(String camel) {
    return RENAMED.getOrDefault(
        camel,
        camel
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
            .toLowerCase(Locale.ROOT));
  }

  private static Map<String, FunctionDefinition> table() {
    FunctionTable table = new FunctionTable();
    CoreOperations.add(table);
    NumpyElementwise.add(table);
    NumpyReductions.add(table);
    NumpyShapes.add(table);
    NumpyProducts.add(table);
    MathOperations.add(table);
    LinalgOperations.add(table);
    NeuralOperations.add(table);
    WindowOperations.add(table);
    ImageOperations.add(table);
    return table.definitions();
  }
}
