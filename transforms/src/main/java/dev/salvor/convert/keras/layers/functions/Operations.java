package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Operations of Keras 3 by module and class, {@code numpy.Add}: what they are called with first,
 * then what their configuration holds (keras/src/ops).
 */
public final class Operations {
  private static final Map<String, FunctionDefinition> TABLE = table();

  /** Functions with another order of arguments, or another name. */
  private static final Set<String> OTHER_SIGNATURE =
      Set.of("batch_norm", "get_item", "pad", "einsum", "array", "image");

  private Operations() {}

  /** Converters by canonical class name, {@code keras.ops.numpy.Add}. */
  public static Map<String, LayerConverter> layers() {
    Map<String, LayerConverter> layers = new HashMap<>();
    TABLE.forEach(
        (name, definition) -> layers.put("keras.ops." + name, FunctionLayer.operation(definition)));
    return layers;
  }

  /**
   * Those whose function takes what the operation is called with and then what it is configured
   * with, by the function's name: {@code ops.expand_dims}.
   */
  static Map<String, FunctionDefinition> functions() {
    Map<String, FunctionDefinition> functions = new HashMap<>();
    TABLE.forEach(
        (name, definition) -> {
          int dot = name.indexOf('.');
          String module = name.substring(0, dot);
          String function = snake(name.substring(dot + 1));
          if (module.equals("activations") || OTHER_SIGNATURE.contains(function)) {
            return;
          }
          functions.put("ops." + module + "." + function, definition);
          if (!module.equals("image") && !module.equals("linalg")) {
            functions.put("ops." + function, definition);
          }
        });
    functions.put("ops.norm", functions.get("ops.linalg.norm"));
    return functions;
  }

  private static String snake(String camel) {
    return camel
        .replace("RGB", "Rgb")
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  private static Map<String, FunctionDefinition> table() {
    FunctionTable table = new FunctionTable();
    arithmetic(table);
    elementwise(table);
    reductions(table);
    shaping(table);
    products(table);
    neural(table);
    images(table);
    NumpyOperations.add(table);
    losses(table);
    return table.definitions();
  }

  private static void arithmetic(FunctionTable table) {
    String pair = "x=x1 y=x2";
    for (String[] entry :
        new String[][] {
          {"Add", "AddV2"},
          {"Subtract", "Sub"},
          {"Multiply", "Mul"},
          {"Maximum", "Maximum"},
          {"Minimum", "Minimum"},
          {"Power", "Pow"},
          {"FloorDivide", "FloorDiv"},
          {"Mod", "FloorMod"},
          {"Greater", "Greater"},
          {"GreaterEqual", "GreaterEqual"},
          {"Less", "Less"},
          {"LessEqual", "LessEqual"},
          {"Equal", "Equal"},
          {"NotEqual", "NotEqual"}
        }) {
      table.add("numpy." + entry[0], pair, Elementwise.arithmetic(entry[1]));
    }
    table
        .add("numpy.Divide numpy.TrueDivide", pair, Elementwise::divide)
        .add("numpy.DivideNoNan", pair, Elementwise::divideNoNan)
        .add("numpy.Arctan2", pair, Elementwise.arithmetic("Atan2"))
        .add("numpy.LogicalAnd", pair, Elementwise.logical("LogicalAnd"))
        .add("numpy.LogicalOr", pair, Elementwise.logical("LogicalOr"))
        .add("numpy.LogicalXor", pair, Elementwise::logicalXor)
        .add("numpy.LogicalNot", "x", Elementwise::logicalNot)
        .add("numpy.Where", "condition x=x1 y=x2", Elementwise::where)
        .add("numpy.Clip", "x low=x_min high=x_max", Elementwise::clip)
        .add("core.Cast", "x dtype", Elementwise::cast)
        .add("core.ConvertToTensor", "x dtype sparse ragged", Operations::convert)
        .add("core.StopGradient", "x=variable", Elementwise::identity)
        .add("numpy.Copy", "x", Elementwise::identity)
        .add("numpy.Array", "x dtype", Elementwise::identity)
        .add("numpy.OnesLike", "x dtype", Elementwise.filled(1))
        .add("numpy.ZerosLike", "x dtype", Elementwise.filled(0));
  }

  private static KerasTensor convert(FunctionCall call) {
    return dense(call, Elementwise::identity);
  }

  /** Refused where a sparse or ragged tensor is asked for. */
  private static KerasTensor dense(FunctionCall call, FunctionBody.Single body) {
    if (call.flag("sparse", false) || call.flag("ragged", false)) {
      throw call.layer().refused("makes a sparse or ragged tensor");
    }
    return body.apply(call);
  }

  private static void elementwise(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"numpy.Negative", "Neg"},
          {"numpy.Square", "Square"},
          {"numpy.Sign", "Sign"}
        }) {
      table.add(entry[0], "x", Elementwise.unary(entry[1]));
    }
    for (String[] entry :
        new String[][] {
          {"numpy.Sqrt", "Sqrt"},
          {"math.Rsqrt", "Rsqrt"},
          {"numpy.Exp", "Exp"},
          {"numpy.Expm1", "Expm1"},
          {"numpy.Log", "Log"},
          {"numpy.Log1p", "Log1p"},
          {"numpy.Sin", "Sin"},
          {"numpy.Cos", "Cos"},
          {"numpy.Tan", "Tan"},
          {"numpy.Arcsin", "Asin"},
          {"numpy.Arccos", "Acos"},
          {"numpy.Arctan", "Atan"},
          {"numpy.Sinh", "Sinh"},
          {"numpy.Cosh", "Cosh"},
          {"numpy.Tanh", "Tanh"},
          {"numpy.Arcsinh", "Asinh"},
          {"numpy.Arccosh", "Acosh"},
          {"numpy.Arctanh", "Atanh"},
          {"math.Erf", "Erf"},
          {"math.Erfc", "Erfc"},
          {"math.Erfinv", "Erfinv"},
          {"numpy.Reciprocal", "Reciprocal"},
          {"numpy.Isnan", "IsNan"},
          {"numpy.Isinf", "IsInf"},
          {"numpy.Isfinite", "IsFinite"}
        }) {
      table.add(entry[0], "x", Elementwise.floating(entry[1]));
    }
    table
        .add(
            "numpy.Log2",
            "x",
            Elementwise.floating((math, x) -> math.div(math.unary("Log", x), Math.log(2))))
        .add(
            "numpy.Log10",
            "x",
            Elementwise.floating((math, x) -> math.div(math.unary("Log", x), Math.log(10))))
        .add(
            "numpy.Exp2",
            "x",
            Elementwise.floating((math, x) -> math.exp(math.mul(x, Math.log(2)))))
        .add("numpy.Deg2rad", "x", Elementwise.floating((math, x) -> math.mul(x, Math.PI / 180)))
        .add("numpy.Rad2deg", "x", Elementwise.floating((math, x) -> math.mul(x, 180 / Math.PI)))
        .add("numpy.Floor", "x", Elementwise.rounding("Floor"))
        .add("numpy.Ceil", "x", Elementwise.rounding("Ceil"))
        .add(
            "numpy.Trunc",
            "x",
            Elementwise.floating(
                (math, x) -> math.mul(math.unary("Sign", x), math.unary("Floor", math.abs(x)))))
        .add("numpy.Round", "x decimals", Operations::round);
  }

  private static KerasTensor round(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int decimals = call.integer("decimals", 0);
    Arithmetic math = call.math();
    if (!x.type().floating()) {
      throw call.layer().refused("rounds integers");
    }
    double factor = Math.pow(10, decimals);
    Tensor scaled = decimals == 0 ? x.tensor() : math.mul(x.tensor(), factor);
    Tensor rounded = math.unary("Round", scaled);
    return KerasTensor.of(decimals == 0 ? rounded : math.div(rounded, factor), x.shape());
  }

  private static void reductions(FunctionTable table) {
    String reduction = "x axis keepdims";
    table
        .add("numpy.Sum", reduction, Reductions.of("Sum"))
        .add("numpy.Prod", reduction + " dtype", Reductions.of("Prod"))
        .add("numpy.Mean", reduction, Reductions.of("Mean"))
        .add("numpy.Max numpy.Amax", reduction + " initial", Reductions.of("Max"))
        .add("numpy.Min numpy.Amin", reduction + " initial", Reductions.of("Min"))
        .add("numpy.All", reduction, Reductions.of("All"))
        .add("numpy.Any", reduction, Reductions.of("Any"))
        .add("numpy.Var", reduction, Reductions::variance)
        .add("numpy.Std", reduction, Reductions::deviation)
        .add("numpy.Median", reduction, Ordering::median)
        .add("math.Logsumexp", reduction, Reductions::logSumExp)
        .add("numpy.Argmax", reduction, Ordering.position("ArgMax"))
        .add("numpy.Argmin", reduction, Ordering.position("ArgMin"))
        .add("numpy.CountNonzero", "x axis", Reductions::countNonzero)
        .add("numpy.Cumsum", "x axis dtype", Operations::cumsum)
        .add("numpy.Cumprod", "x axis dtype", Operations::cumprod)
        .add("numpy.Sort", "x axis", Ordering::sort)
        .add("numpy.Argsort", "x axis", Ordering::argsort)
        .add("linalg.Norm", "x ord axis keepdims", Norms::norm)
        .addAll("math.TopK", "x k sorted", Ordering::topK)
        .addAll("nn.Moments", "x axis=axes keepdims synchronized", Reductions::moments)
        .add("nn.Normalize", "x axis ord=order epsilon", Norms::normalize);
  }

  private static KerasTensor cumsum(FunctionCall call) {
    return plain(call, Reductions.cumulative("Cumsum"));
  }

  private static KerasTensor cumprod(FunctionCall call) {
    return plain(call, Reductions.cumulative("Cumprod"));
  }

  /** Without a type of its own. */
  private static KerasTensor plain(FunctionCall call, FunctionBody.Single body) {
    if (call.has("dtype")) {
      throw call.layer().refused("names a type of its own, which is not supported");
    }
    return body.apply(call);
  }

  private static void shaping(FunctionTable table) {
    table
        .add("numpy.Reshape", "x shape=newshape", Shaping::reshape)
        .add("numpy.Ravel", "x", Shaping::ravel)
        .add("numpy.Transpose", "x perm=axes", Shaping::transpose)
        .add("numpy.Swapaxes", "x axis1 axis2", Shaping::swapAxes)
        .add("numpy.Moveaxis", "x source destination", Shaping::moveAxis)
        .add("numpy.ExpandDims", "x axis", Shaping::expandDims)
        .add("numpy.Squeeze", "x axis", Shaping::squeeze)
        .add("numpy.Concatenate", "x=xs axis", Joining::concat)
        .add("numpy.Hstack", "x=xs", Joining::hstack)
        .add("numpy.Vstack", "x=xs", Joining::vstack)
        .add("numpy.Append", "x=x1 y=x2 axis", Joining::append)
        .add("numpy.Stack", "x axis", Joining::stack)
        .addAll("core.Unstack", "x num axis", Splitting::unstack)
        .addAll("numpy.Split", "x sections=indices_or_sections axis", Splitting::split)
        .add("numpy.Tile", "x repeats", Repeating::tile)
        .add("numpy.Repeat", "x repeats axis", Repeating::repeat)
        .add("numpy.Flip", "x axis", Repeating::reverse)
        .add("numpy.Roll", "x shift axis", Repeating::roll)
        .add("numpy.BroadcastTo", "x shape", Shaping::broadcastTo)
        .add("numpy.Pad", "x value=constant_values paddings=pad_width mode", Padding::pad)
        .add("numpy.Size", "x", Shaping::size)
        .add("numpy.Tril", "x k", Triangles.triangle(true))
        .add("numpy.Triu", "x k", Triangles.triangle(false))
        .add("numpy.GetItem", "x key", Slicing::getItem)
        .add("numpy.Take", "x indices axis", Gathering::take)
        .add("numpy.TakeAlongAxis", "x indices axis", Gathering::takeAlongAxis)
        .add(
            "nn.OneHot",
            "x depth=num_classes axis dtype sparse",
            call -> dense(call, Gathering::oneHot))
        .add(
            "nn.MultiHot",
            "x=inputs depth=num_classes axis dtype sparse",
            call -> dense(call, Gathering::multiHot));
  }

  private static void products(FunctionTable table) {
    table
        .add("numpy.Matmul", "x=x1 y=x2", Products::matmul)
        .add("numpy.Dot", "x=x1 y=x2", Products::dot)
        .add("numpy.Tensordot", "x=x1 y=x2 axes", Products::tensordot)
        .add("numpy.Einsum", "a b c d equation=subscripts", Products::einsumOperands);
  }

  private static void neural(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"Relu", "relu"},
          {"Relu6", "relu6"},
          {"Sigmoid", "sigmoid"},
          {"SparseSigmoid", "sparse_sigmoid"},
          {"Softplus", "softplus"},
          {"Softsign", "softsign"},
          {"SparsePlus", "sparse_plus"},
          {"Silu", "silu"},
          {"LogSigmoid", "log_sigmoid"},
          {"HardSigmoid", "hard_sigmoid"},
          {"HardSilu", "hard_silu"},
          {"Selu", "selu"},
          {"TanhShrink", "tanh_shrink"},
          {"HardTanh", "hard_tanh"}
        }) {
      table.add("nn." + entry[0], "x", Neural.activation(entry[1]));
    }
    table
        .add(
            "nn.LeakyRelu",
            "x slope=negative_slope",
            Neural.withNumber("slope", 0.2, Formulas::leakyRelu))
        .add("nn.Elu", "x alpha", Neural.withNumber("alpha", 1, Formulas::elu))
        .add("nn.Celu", "x alpha", Neural.withNumber("alpha", 1, Formulas::celu))
        .add(
            "nn.SoftShrink",
            "x threshold",
            Neural.withNumber("threshold", 0.5, Formulas::softShrink))
        .add(
            "nn.HardShrink",
            "x threshold",
            Neural.withNumber("threshold", 0.5, Formulas::hardShrink))
        .add("nn.Squareplus", "x b", Neural.withNumber("b", 4, Formulas::squareplus))
        .add("nn.Threshold", "x threshold default_value", Neural::threshold)
        .add("nn.Gelu", "x approximate", Neural.gelu(true))
        .add("nn.Glu", "x axis", Neural::glu)
        .add("nn.Softmax", "x axis", Neural::softmax)
        .add("nn.LogSoftmax", "x axis", Neural::logSoftmax)
        .add("activations.ReLU", "x slope=negative_slope max_value threshold", Neural::relu)
        .add(
            "nn.MaxPool",
            "x=inputs ksize=pool_size strides padding data_format",
            Windows.pool(true))
        .add(
            "nn.AveragePool",
            "x=inputs ksize=pool_size strides padding data_format",
            Windows.pool(false))
        .add(
            "nn.Conv",
            "x=inputs kernel strides padding data_format dilations=dilation_rate",
            Windows::convolve)
        .add(
            "nn.DepthwiseConv",
            "x=inputs kernel strides padding data_format dilations=dilation_rate",
            Windows::depthwise)
        .add("nn.BatchNorm", "x mean variance offset scale axis epsilon", Neural::batchNorm)
        .add("nn.DepthToSpace", "x block_size data_format", Neural.blocks("DepthToSpace", true))
        .add("nn.SpaceToDepth", "x block_size data_format", Neural.blocks("SpaceToDepth", false));
  }

  private static void losses(FunctionTable table) {
    String pair = "x=target y=output from_logits";
    table
        .add("nn.BinaryCrossentropy", pair, Losses::binary)
        .add("nn.CategoricalCrossentropy", pair + " axis", Losses::categorical)
        .add("nn.SparseCategoricalCrossentropy", pair + " axis", Losses::sparse)
        .add("nn.PSNR", "x=x1 y=x2 max_val", Losses::psnr)
        .add("nn.LayerNorm", "x gamma beta axis epsilon rms_scaling", Normalizing::layer)
        .add("nn.RMSNorm", "x scale axis epsilon", Normalizing::rms);
  }

  /** A cast that keeps within the range of the type. */
  static KerasTensor saturateCast(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElseThrow(() -> call.layer().refused("names no type"));
    Arithmetic math = call.math();
    Tensor value = x.tensor();
    if (type.floating() || type == ElementType.BOOL || x.type() == ElementType.BOOL) {
      return KerasTensor.of(math.cast(value, type), x.shape());
    }
    if (!x.type().floating() || type.size() > 2) {
      throw call.layer().refused("saturates " + x.type().id() + " to " + type.id());
    }
    double span = Math.pow(2, 8 * type.size());
    double low = type.id().startsWith("u") ? 0 : -span / 2;
    return KerasTensor.of(math.cast(math.clip(value, low, low + span - 1), type), x.shape());
  }

  private static void images(FunctionTable table) {
    table
        .add("image.RGBToGrayscale", "x=images data_format", Images::grayscale)
        .add(
            "image.Resize",
            "x=images size method=interpolation antialias crop_to_aspect_ratio"
                + " pad_to_aspect_ratio fill_mode fill_value data_format",
            Images::resize)
        .add(
            "image.ExtractPatches",
            "x=images size strides dilation_rate padding data_format",
            Images::patches)
        .add(
            "image.PadImages",
            "x=images top_padding left_padding bottom_padding right_padding target_height"
                + " target_width data_format",
            Images.margins(false))
        .add(
            "image.CropImages",
            "x=images top_cropping left_cropping bottom_cropping right_cropping target_height"
                + " target_width data_format",
            Images.margins(true));
  }
}
