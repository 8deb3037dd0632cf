package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.Operations;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.array.Triangles;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.image.ImageScaling;
import dev.salvor.convert.keras.layers.functions.linalg.Products;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.tensorflow.BackendFunctions;
import dev.salvor.convert.keras.layers.functions.tensorflow.TensorFlowFunctions;
import dev.salvor.format.tensor.ElementType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The functions that the code of a Lambda may call and that make tensors of tensors, by canonical
 * name: {@code K.abs}, {@code tf.nn.relu}, {@code ops.softmax}. The bodies are those of the other
 * tables.
 */
final class LambdaFunctions {
  /** Arguments that have a default in {@code keras.backend} and none in the body. */
  private static final Map<String, Map<String, JsonNode>> DEFAULTS =
      Map.of(
          "K.concatenate", Map.of("axis", IntNode.valueOf(-1)),
          "K.expand_dims", Map.of("axis", IntNode.valueOf(-1)),
          "K.argmax", Map.of("axis", IntNode.valueOf(-1)),
          "K.argmin", Map.of("axis", IntNode.valueOf(-1)));

  /** Keywords of TensorFlow 1 that have other names since. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "keep_dims", "keepdims",
          "reduction_indices", "axis",
          "squeeze_dims", "axis",
          "concat_dim", "axis",
          "dimension", "axis",
          "dim", "axis");

  private static final Map<String, Entry> TABLE = table();

  private LambdaFunctions() {}

  /**
   * @param defaults values of arguments that are not given
   * @param promotes whether it is one of Keras 3, which promotes types
   */
  record Entry(FunctionDefinition definition, Map<String, JsonNode> defaults, boolean promotes) {
    /** The name that the definition has for a keyword. */
    String keyword(String given) {
      boolean known = definition.takes(given);
      return known ? given : RENAMED.getOrDefault(given, given);
    }
  }

  static Optional<Entry> named(String canonical) {
    return Optional.ofNullable(TABLE.get(canonical));
  }

  static Set<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  private static Map<String, Entry> table() {
    Map<String, Entry> table = new HashMap<>();
    BackendFunctions.all().forEach((name, definition) -> put(table, "K." + name, definition));
    TensorFlowFunctions.all()
        .forEach(
            (name, definition) -> {
              if (name.startsWith("keras.activations.")) {
                put(table, name, definition);
              } else if (!name.startsWith("__")
                  && !name.startsWith("keras.")
                  && !name.contains("random")
                  && !name.contains("dropout")
                  && !name.contains("stateless")) {
                put(table, "tf." + name, definition);
              }
            });
    versionOne()
        .definitions()
        .forEach(
            (name, definition) -> {
              put(table, "tf." + name, definition);
              if (!name.startsWith("compat.")) {
                table.putIfAbsent("tf.compat.v1." + name, new Entry(definition, Map.of(), false));
              }
            });
    FunctionDefinition einsum =
        FunctionDefinition.of(
            "equation=subscripts a b c d", FunctionBody.of(Products::einsumOperands), false);
    table.put("ops.einsum", new Entry(einsum, Map.of(), true));
    Operations.functions()
        .forEach((name, definition) -> table.put(name, new Entry(definition, Map.of(), true)));
    return table;
  }

  private static void put(Map<String, Entry> table, String name, FunctionDefinition definition) {
    table.put(name, new Entry(definition, DEFAULTS.getOrDefault(name, Map.of()), false));
  }

  /** Names of TensorFlow 1 that are gone, and functions that changed under their name. */
  private static FunctionTable versionOne() {
    FunctionTable table = new FunctionTable();
    for (String[] entry :
        new String[][] {
          {"log", "Log"},
          {"log1p", "Log1p"},
          {"expm1", "Expm1"},
          {"rsqrt", "Rsqrt"},
          {"reciprocal", "Reciprocal"},
          {"erf", "Erf"},
          {"lgamma", "Lgamma"},
          {"is_nan", "IsNan"},
          {"is_inf", "IsInf"},
          {"is_finite", "IsFinite"},
          {"neg", "Neg"}
        }) {
      table.add(entry[0], "x name", Elementwise.unary(entry[1]));
    }
    return table
        .add("ceil", "x name", Elementwise.rounding("Ceil"))
        .add("rint", "x name", Elementwise.rounding("Rint"))
        .add("sub", "x y name", Elementwise.arithmetic("Sub"))
        .add("mul", "x y name", Elementwise.arithmetic("Mul"))
        .add("squared_difference", "x y name", Elementwise.arithmetic("SquaredDifference"))
        .add("div", "x y name", LambdaFunctions::divide)
        .add("realdiv", "x y name", Elementwise::divide)
        .add("to_float", "x name", call -> BackendFunctions.cast(call, ElementType.FLOAT32))
        .add("to_double", "x name", call -> BackendFunctions.cast(call, ElementType.FLOAT64))
        .add("to_int32", "x name", call -> BackendFunctions.cast(call, ElementType.INT32))
        .add("to_int64", "x name", call -> BackendFunctions.cast(call, ElementType.INT64))
        .add("pack", "x=values axis name", Joining::stack)
        .add("cumprod", "x axis exclusive reverse name", Reductions.cumulative("Cumprod"))
        .add(
            "matrix_band_part", "x=input lower=num_lower upper=num_upper name", Triangles::bandPart)
        .add("depth_to_space", "x=input block_size name", Neural.blocks("DepthToSpace", true))
        .add("space_to_depth", "x=input block_size name", Neural.blocks("SpaceToDepth", false))
        .add("where", "condition x y name", LambdaFunctions::where)
        .add(
            "image.resize",
            "x=images size method preserve_aspect_ratio antialias name",
            ImageScaling::resize)
        .add(
            "image.resize_images compat.v1.image.resize",
            "x=images size method align_corners preserve_aspect_ratio",
            ImageScaling::images)
        .add(
            "image.resize_bilinear",
            "x=images size align_corners name half_pixel_centers",
            ImageScaling.method("bilinear"))
        .add(
            "image.resize_nearest_neighbor",
            "x=images size align_corners name half_pixel_centers",
            ImageScaling.method("nearest"))
        .add(
            "image.resize_bicubic",
            "x=images size align_corners name half_pixel_centers",
            ImageScaling.method("bicubic"));
  }

  /** Of floating values as true division; of integers TensorFlow 1 rounded. */
  private static KerasTensor divide(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    if (!pair.x().type().floating()) {
      throw call.layer().refused("divides integers with tf.div");
    }
    return Elementwise.divide(call);
  }

  /** A condition of another rank chose whole rows in TensorFlow 1 and broadcasts since 2. */
  private static KerasTensor where(FunctionCall call) {
    int rank = call.tensor("condition").rank();
    if (rank != 0 && call.isTensor("x") && rank != call.tensor("x").rank()) {
      throw call.layer().refused("chooses by a condition of another rank");
    }
    return Elementwise.where(call);
  }
}
