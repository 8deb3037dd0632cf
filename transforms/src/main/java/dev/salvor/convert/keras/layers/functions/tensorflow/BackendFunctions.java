package dev.salvor.convert.keras.layers.functions.tensorflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.array.Gathering;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.array.Picks;
import dev.salvor.convert.keras.layers.functions.array.Repeating;
import dev.salvor.convert.keras.layers.functions.array.Shaping;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.image.ImageScaling;
import dev.salvor.convert.keras.layers.functions.linalg.Products;
import dev.salvor.convert.keras.layers.functions.linalg.VectorNorms;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.neural.Sequences;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.statistics.Ordering;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Functions of {@code keras.backend} with their signatures (keras 1.2.2 and 2.3.1
 * backend/tensorflow_backend.py, keras 2.15 backend.py), as they were called from Lambda layers.
 */
public final class BackendFunctions {
  private static final Map<String, FunctionDefinition> TABLE = table();

  private BackendFunctions() {}

  public static Map<String, FunctionDefinition> all() {
    return TABLE;
  }

  private static Map<String, FunctionDefinition> table() {
    FunctionTable table = new FunctionTable();
    elementwise(table);
    reductions(table);
    shaping(table);
    neural(table);
    return table.definitions();
  }

  private static void elementwise(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"abs", "Abs"},
          {"square", "Square"},
          {"exp", "Exp"},
          {"log", "Log"},
          {"round", "Round"},
          {"sign", "Sign"},
          {"sin", "Sin"},
          {"cos", "Cos"},
          {"sigmoid", "Sigmoid"},
          {"tanh", "Tanh"}
        }) {
      table.add(entry[0], "x", Elementwise.unary(entry[1]));
    }
    for (String[] entry :
        new String[][] {
          {"equal", "Equal"},
          {"not_equal", "NotEqual"},
          {"greater", "Greater"},
          {"greater_equal", "GreaterEqual"},
          {"less", "Less"},
          {"less_equal", "LessEqual"},
          {"maximum", "Maximum"},
          {"minimum", "Minimum"}
        }) {
      table.add(entry[0], "x y", Elementwise.arithmetic(entry[1]));
    }
    table
        .add("pow", "x y=a", Elementwise.arithmetic("Pow"))
        .add("sqrt", "x", BackendFunctions::sqrt)
        .add("clip", "x low=min_value high=max_value", Elementwise::clip)
        .add("switch", "condition x=then_expression y=else_expression", BackendFunctions::choose)
        .add("cast", "x dtype", Elementwise::cast)
        .add("cast_to_floatx", "x", call -> cast(call, ElementType.FLOAT32))
        .add("identity", "x name", Elementwise::identity)
        .add("stop_gradient", "x=variables", Elementwise::identity)
        .add("zeros_like", "x dtype name", Elementwise.filled(0))
        .add("ones_like", "x dtype name", Elementwise.filled(1));
  }

  /** Numbers below zero count as zero. */
  private static KerasTensor sqrt(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    return KerasTensor.of(math.sqrt(math.max(x.tensor(), 0)), x.shape());
  }

  /** A condition of lower rank is laid over the first axes. */
  private static KerasTensor choose(FunctionCall call) {
    KerasTensor condition = call.tensor("condition");
    boolean fits = condition.rank() == 0 || condition.rank() == call.tensor("x").rank();
    if (!fits) {
      throw call.layer().refused("switches whole rows, which is not supported");
    }
    return Elementwise.where(call);
  }

  public static KerasTensor cast(FunctionCall call, ElementType type) {
    return Promotion.cast(call, call.tensor("x"), type);
  }

  private static void reductions(FunctionTable table) {
    String reduction = "x axis keepdims";
    table
        .add("sum", reduction, Reductions.of("Sum"))
        .add("prod", reduction, Reductions.of("Prod"))
        .add("max", reduction, Reductions.of("Max"))
        .add("min", reduction, Reductions.of("Min"))
        .add("all", reduction, Reductions.of("All"))
        .add("any", reduction, Reductions.of("Any"))
        .add("mean", reduction, BackendFunctions::mean)
        .add("var", reduction, Reductions::variance)
        .add("std", reduction, Reductions::deviation)
        .add("logsumexp", reduction, Reductions::logSumExp)
        .add("argmax", "x axis", Ordering.position("ArgMax"))
        .add("argmin", "x axis", Ordering.position("ArgMin"))
        .add("cumsum", "x axis", Reductions.cumulative("Cumsum"))
        .add("cumprod", "x axis", Reductions.cumulative("Cumprod"))
        .add("l2_normalize", "x axis", VectorNorms::l2Normalize);
  }

  /** Truth values are numbers to it. */
  private static KerasTensor mean(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (x.type() == ElementType.BOOL) {
      throw call.layer().refused("takes the mean of truth values, which is not supported");
    }
    return Reductions.of("Mean").apply(call);
  }

  private static void shaping(FunctionTable table) {
    table
        .add("reshape", "x shape", Shaping::reshape)
        .add("permute_dimensions", "x perm=pattern", Shaping::transpose)
        .add("transpose", "x", Shaping::transpose)
        .add("expand_dims", "x axis", Shaping::expandDims)
        .add("squeeze", "x axis", Shaping::squeeze)
        .add("concatenate", "x=tensors axis", Joining::concat)
        .add("stack", "x axis", Joining::stack)
        .add("flatten", "x", Shaping::ravel)
        .add(
            "ctc_batch_cost",
            "labels=y_true x=y_pred lengths=input_length counts=label_length",
            Sequences::batchCost)
        .add("batch_flatten", "x", BackendFunctions::flattenRows)
        .add("repeat", "x n", BackendFunctions::repeat)
        .add("repeat_elements", "x repeats=rep axis", Repeating::repeat)
        .add("tile", "x repeats=n", Repeating::tile)
        .add("reverse", "x axis=axes", Repeating::reverse)
        .add("slice", "x begin=start size", Slicing::slice)
        .add("shape", "x", Shaping::shape)
        .add("gather", "x=reference indices", Picks::gather)
        .add("one_hot", "x=indices depth=num_classes", Gathering::oneHot)
        .add("dot", "x y", Products::dot)
        .add("batch_dot", "x y axes", BackendFunctions::batchDot)
        .add("temporal_padding", "x padding", call -> padded(call, 1))
        .add("spatial_2d_padding", "x padding data_format", call -> padded(call, 2))
        .add(
            "resize_images",
            "x height=height_factor width=width_factor data_format interpolation",
            ImageScaling::byFactors);
  }

  private static KerasTensor flattenRows(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Shape rest = x.shape().slice(1, x.rank());
    if (!rest.fullyKnown()) {
      throw call.layer().refused("flattens rows of unknown length");
    }
    int length = Math.toIntExact(rest.elements());
    return KerasTensor.of(
        call.math().reshape(x.tensor(), -1, length), Shape.of(x.shape().dim(0), length));
  }

  /** Of rank 2, as RepeatVector does. */
  private static KerasTensor repeat(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int times = call.integer("n");
    if (x.rank() != 2) {
      throw call.layer().refused("repeats a tensor " + x.shape());
    }
    Tensor repeated =
        call.graph()
            .apply("Tile", call.math().expand(x.tensor(), 1), call.graph().ints(1, times, 1));
    return KerasTensor.of(repeated, Shape.of(x.shape().dim(0), times, x.shape().dim(1)));
  }

  /**
   * Products of matrices or vectors, samples apart. What Keras made of other ranks and of axes
   * counted from the end changed over time.
   */
  private static KerasTensor batchDot(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y");
    int[] axes = call.has("axes") ? call.integers("axes") : new int[] {x.rank() - 1, y.rank() - 2};
    int first = axes[0];
    int second = axes[axes.length - 1];
    boolean plain = x.rank() <= 3 && y.rank() <= 3 && axes.length <= 2;
    boolean inside = first > 0 && first < x.rank() && second > 0 && second < y.rank();
    if (!plain || !inside) {
      throw call.layer().refused("batch_dot with these ranks or axes is not supported");
    }
    String left = letters("bij", x.rank(), first);
    String right = letters("bkl", y.rank(), second);
    String out = left.replace("z", "") + right.substring(1).replace("z", "");
    KerasTensor product = Products.einsum(call, left + "," + right + "->" + out, List.of(x, y));
    return product.rank() > 1
        ? product
        : KerasTensor.of(call.math().expand(product.tensor(), 1), product.shape().append(1));
  }

  private static String letters(String letters, int rank, int contracted) {
    StringBuilder axes = new StringBuilder(letters.substring(0, rank));
    axes.setCharAt(contracted, 'z');
    return axes.toString();
  }

  /** Zeros around the axes behind the first. */
  private static KerasTensor padded(FunctionCall call, int axes) {
    KerasTensor x = call.tensor("x");
    Channels.requireLast(call);
    JsonNode given = call.constant("padding");
    if (x.rank() != axes + 2) {
      throw call.layer().refused("pads a tensor " + x.shape());
    }
    int[] before = new int[x.rank()];
    int[] after = new int[x.rank()];
    Shape shape = x.shape();
    for (int i = 0; i < axes; i++) {
      JsonNode pair = axes == 1 ? given : given.path(i);
      boolean absent = given.isMissingNode();
      boolean known = absent || (pair.path(0).isInt() && pair.path(1).isInt());
      if (!known) {
        throw call.layer().refused("pads by " + given);
      }
      before[1 + i] = absent ? 1 : pair.path(0).intValue();
      after[1 + i] = absent ? 1 : pair.path(1).intValue();
      long dim = shape.dim(1 + i);
      shape = dim < 0 ? shape : shape.with(1 + i, dim + before[1 + i] + after[1 + i]);
    }
    return KerasTensor.of(call.math().pad(x.tensor(), before, after), shape);
  }

  private static void neural(FunctionTable table) {
    table
        .add("relu", "x slope=alpha max_value threshold", Neural::relu)
        .add("elu", "x alpha", Neural.withNumber("alpha", 1, Formulas::elu))
        .add("softmax", "x axis", Neural::softmax)
        .add("softplus", "x", Neural.activation("softplus"))
        .add("softsign", "x", Neural.activation("softsign"))
        .add("hard_sigmoid", "x", BackendFunctions::hardSigmoid)
        .add("bias_add", "x bias data_format", Neural::biasAdd);
  }

  /** The slope of Keras 1 and 2, which the backend kept. */
  private static KerasTensor hardSigmoid(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return KerasTensor.of(Formulas.hardSigmoid(call.math(), x.tensor(), false), x.shape());
  }
}
