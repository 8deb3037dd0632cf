package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.Formulas;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Functions of TensorFlow's public interface by the name that TFOpLambda stores, with their Python
 * signatures. Names without a prefix stand for {@code tf.name}.
 */
final class TensorFlowFunctions {
  private static final Map<String, FunctionDefinition> TABLE = table();

  private TensorFlowFunctions() {}

  static Optional<FunctionDefinition> named(String function) {
    return Optional.ofNullable(TABLE.get(function));
  }

  static Map<String, FunctionDefinition> all() {
    return TABLE;
  }

  private static Map<String, FunctionDefinition> table() {
    FunctionTable table = new FunctionTable();
    arithmetic(table);
    elementwise(table);
    reductions(table);
    shaping(table);
    neural(table);
    images(table);
    TensorFlowFurther.add(table);
    return table.definitions();
  }

  private static void arithmetic(FunctionTable table) {
    String pair = "x y name";
    table
        .add("math.add add __operators__.add", pair, Elementwise.arithmetic("AddV2"))
        .add("math.subtract subtract", pair, Elementwise.arithmetic("Sub"))
        .add("math.multiply multiply", pair, Elementwise.arithmetic("Mul"))
        .add("math.truediv truediv math.divide divide", pair, Elementwise::divide)
        .add("math.divide_no_nan", pair, Elementwise::divideNoNan)
        .add("math.multiply_no_nan", pair, Elementwise.arithmetic("MulNoNan"))
        .add("math.floordiv floordiv compat.v1.floor_div", pair, Elementwise.arithmetic("FloorDiv"))
        .add("math.floormod math.mod floormod", pair, Elementwise.arithmetic("FloorMod"))
        .add("math.pow pow", pair, Elementwise.arithmetic("Pow"))
        .add("math.maximum maximum", pair, Elementwise.arithmetic("Maximum"))
        .add("math.minimum minimum", pair, Elementwise.arithmetic("Minimum"))
        .add("math.squared_difference", pair, Elementwise.arithmetic("SquaredDifference"))
        .add("math.atan2 atan2", "x=y y=x name", Elementwise.arithmetic("Atan2"))
        .add("math.xlogy", pair, Elementwise.arithmetic("Xlogy"))
        .add("math.greater greater", pair, Elementwise.arithmetic("Greater"))
        .add("math.greater_equal greater_equal", pair, Elementwise.arithmetic("GreaterEqual"))
        .add("math.less less", pair, Elementwise.arithmetic("Less"))
        .add("math.less_equal less_equal", pair, Elementwise.arithmetic("LessEqual"))
        .add("math.equal equal", pair, Elementwise.arithmetic("Equal"))
        .add("math.not_equal not_equal", pair, Elementwise.arithmetic("NotEqual"))
        .add("__operators__.eq", "x=self y=other", Elementwise.arithmetic("Equal"))
        .add("__operators__.ne", "x=self y=other", Elementwise.arithmetic("NotEqual"))
        .add("math.logical_and logical_and", pair, Elementwise.logical("LogicalAnd"))
        .add("math.logical_or logical_or", pair, Elementwise.logical("LogicalOr"))
        .add("math.logical_xor", pair, Elementwise::logicalXor)
        .add("math.add_n add_n", "x=inputs name", Elementwise::addN)
        .add("where", "condition x y name", Elementwise::where)
        .add("clip_by_value", "x=t low=clip_value_min high=clip_value_max name", Elementwise::clip);
  }

  private static void elementwise(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"math.negative negative", "Neg"},
          {"math.square square", "Square"},
          {"math.sqrt sqrt", "Sqrt"},
          {"math.rsqrt", "Rsqrt"},
          {"math.exp exp", "Exp"},
          {"math.expm1", "Expm1"},
          {"math.log", "Log"},
          {"math.log1p", "Log1p"},
          {"math.sin sin", "Sin"},
          {"math.cos cos", "Cos"},
          {"math.tan tan", "Tan"},
          {"math.asin asin", "Asin"},
          {"math.acos acos", "Acos"},
          {"math.atan atan", "Atan"},
          {"math.sinh sinh", "Sinh"},
          {"math.cosh cosh", "Cosh"},
          {"math.tanh tanh nn.tanh", "Tanh"},
          {"math.asinh asinh", "Asinh"},
          {"math.acosh acosh", "Acosh"},
          {"math.atanh atanh", "Atanh"},
          {"math.sigmoid sigmoid nn.sigmoid", "Sigmoid"},
          {"math.erf", "Erf"},
          {"math.erfc", "Erfc"},
          {"math.lgamma", "Lgamma"},
          {"math.digamma", "Digamma"},
          {"math.sign sign", "Sign"},
          {"math.reciprocal", "Reciprocal"},
          {"math.is_nan", "IsNan"},
          {"math.is_inf", "IsInf"},
          {"math.is_finite", "IsFinite"}
        }) {
      table.add(entry[0], "x name", Elementwise.unary(entry[1]));
    }
    table
        .add("math.abs abs", "x name", TensorFlowFunctions::size)
        .add("math.floor floor", "x name", Elementwise.rounding("Floor"))
        .add("math.ceil", "x name", Elementwise.rounding("Ceil"))
        .add("math.round round", "x name", Elementwise.rounding("Round"))
        .add("math.rint", "x name", Elementwise.rounding("Rint"))
        .add("math.logical_not logical_not", "x name", Elementwise::logicalNot)
        .add("math.log_sigmoid", "x name", Neural.activation("log_sigmoid"))
        .add("cast", "x dtype name", Elementwise::cast)
        .add("identity stop_gradient", "x=input name", Elementwise::identity)
        .add("zeros_like", "x=input dtype name", Elementwise.filled(0))
        .add("ones_like", "x=input dtype name", Elementwise.filled(1))
        .add("compat.v1.zeros_like", "x=tensor dtype name optimize", Elementwise.filled(0))
        .add("compat.v1.ones_like", "x=tensor dtype name optimize", Elementwise.filled(1));
  }

  private static KerasTensor size(FunctionCall call) {
    return Spectra.part("ComplexAbs", Elementwise.unary("Abs")).apply(call);
  }

  private static void reductions(FunctionTable table) {
    String reduction = "x=input_tensor axis keepdims name";
    for (String[] entry :
        new String[][] {
          {"sum", "Sum"},
          {"mean", "Mean"},
          {"max", "Max"},
          {"min", "Min"},
          {"prod", "Prod"},
          {"all", "All"},
          {"any", "Any"}
        }) {
      String names = "math.reduce_" + entry[0] + " reduce_" + entry[0];
      table
          .add(names, reduction, Reductions.of(entry[1]))
          .add(
              "compat.v1.reduce_" + entry[0],
              reduction + " reduction_indices keep_dims",
              Reductions.of(entry[1]))
          .add("keras.backend." + entry[0], "x axis keepdims", Reductions.of(entry[1]));
    }
    table
        .add("math.reduce_variance", reduction, Reductions::variance)
        .add("math.reduce_std", reduction, Reductions::deviation)
        .add("math.reduce_logsumexp reduce_logsumexp", reduction, Reductions::logSumExp)
        .add("math.reduce_euclidean_norm", reduction, Reductions::norm)
        .add("math.count_nonzero", "x=input axis keepdims dtype name", Reductions::countNonzero)
        .add(
            "math.argmax argmax",
            "x=input axis dtype=output_type name",
            Reductions.position("ArgMax"))
        .add(
            "math.argmin argmin",
            "x=input axis dtype=output_type name",
            Reductions.position("ArgMin"))
        .add("math.cumsum cumsum", "x axis exclusive reverse name", Reductions.cumulative("Cumsum"))
        .add("math.cumprod", "x axis exclusive reverse name", Reductions.cumulative("Cumprod"))
        .add(
            "math.l2_normalize linalg.l2_normalize nn.l2_normalize",
            "x axis epsilon name dim",
            Reductions::l2Normalize)
        .add("compat.v1.norm", "x=tensor ord axis keepdims name keep_dims", Reductions::norm)
        .add("norm linalg.norm", "x=tensor ord axis keepdims name", Reductions::norm)
        .add("sort", "x=values axis direction name", Reductions::sort)
        .add("argsort", "x=values axis direction stable name", Reductions::argsort)
        .addAll("math.top_k nn.top_k", "x=input k sorted index_type name", Reductions::topK)
        .addAll("nn.moments", "x axis=axes shift keepdims name", Reductions::moments);
  }

  private static void shaping(FunctionTable table) {
    table
        .add("reshape", "x=tensor shape name", Shaping::reshape)
        .add("transpose", "x=a perm conjugate name", Shaping::transpose)
        .add("compat.v1.transpose", "x=a perm name conjugate", Shaping::transpose)
        .add("expand_dims", "x=input axis name", Shaping::expandDims)
        .add("compat.v1.expand_dims", "x=input axis name dim", Shaping::expandDims)
        .add("squeeze", "x=input axis name", Shaping::squeeze)
        .add("compat.v1.squeeze", "x=input axis name squeeze_dims", Shaping::squeeze)
        .add("concat", "x=values axis name", Shaping::concat)
        .add("stack", "x=values axis name", Shaping::stack)
        .addAll("unstack", "x=value num axis name", Shaping::unstack)
        .addAll("split", "x=value sections=num_or_size_splits axis num name", Shaping::split)
        .add("tile", "x=input repeats=multiples name", Shaping::tile)
        .add("repeat", "x=input repeats axis name", Shaping::repeat)
        .add("reverse", "x=tensor axis name", Shaping::reverse)
        .add("roll", "x=input shift axis name", Shaping::roll)
        .add("broadcast_to", "x=input shape name", Shaping::broadcastTo)
        .add("pad", "x=tensor paddings mode value=constant_values name", Shaping::pad)
        .add("compat.v1.pad", "x=tensor paddings mode name value=constant_values", Shaping::pad)
        .add("shape", "x=input out_type name", Shaping::shape)
        .add("compat.v1.shape", "x=input name out_type", Shaping::shape)
        .add("size", "x=input out_type name", Shaping::size)
        .add("compat.v1.size", "x=input name out_type", Shaping::size)
        .add("linalg.band_part", "x=input lower=num_lower upper=num_upper name", Shaping::bandPart)
        .add("__operators__.getitem", "x key=slice_spec var", Slicing::getItem)
        .add("__operators__.ragged_getitem", "x=rt_input key", Slicing::getItem)
        .add("slice", "x=input_ begin size name", Slicing::slice)
        .add("gather", "x=params indices validate_indices axis batch_dims name", Gathering::gather)
        .add(
            "compat.v1.gather",
            "x=params indices validate_indices name axis batch_dims",
            Gathering::gather)
        .add(
            "gather_nd", "x=params indices batch_dims name bad_indices_policy", Gathering::gatherNd)
        .add(
            "compat.v1.gather_nd",
            "x=params indices name batch_dims bad_indices_policy",
            Gathering::gatherNd)
        .add("one_hot", "x=indices depth on_value off_value axis dtype name", Gathering::oneHot)
        .add(
            "linalg.matmul matmul",
            "x=a y=b transpose_x=transpose_a transpose_y=transpose_b adjoint_x=adjoint_a"
                + " adjoint_y=adjoint_b a_is_sparse b_is_sparse output_type name",
            Products::matmul)
        .add("tensordot linalg.tensordot", "x=a y=b axes name", Products::tensordot)
        .add("einsum linalg.einsum", "equation a b c d", Products::einsumOperands);
  }

  private static void neural(FunctionTable table) {
    String features = "x=features name";
    table
        .add("nn.relu", features, Neural.activation("relu"))
        .add("nn.relu6", features, Neural.activation("relu6"))
        .add("nn.elu", features, Neural.activation("elu"))
        .add("nn.selu", features, Neural.activation("selu"))
        .add("nn.softplus math.softplus", features, Neural.activation("softplus"))
        .add("nn.softsign math.softsign", features, Neural.activation("softsign"))
        .add(
            "nn.leaky_relu",
            "x=features slope=alpha name",
            Neural.withNumber("slope", 0.2, Formulas::leakyRelu))
        .add("nn.silu nn.swish", "x=features beta", Neural::silu)
        .add("nn.gelu", "x=features approximate name", Neural.gelu(false))
        .add("nn.softmax", "x=logits axis name", Neural::softmax)
        .add("nn.log_softmax", "x=logits axis name", Neural::logSoftmax)
        .add("keras.activations.relu", "x slope=alpha max_value threshold", Neural::relu)
        .add("keras.activations.softmax", "x axis", Neural::softmax)
        .add("keras.activations.gelu", "x approximate", Neural.gelu(false))
        .add("nn.bias_add", "x=value bias data_format name", Neural::biasAdd)
        .add(
            "nn.batch_normalization",
            "x mean variance offset scale epsilon=variance_epsilon name",
            Neural::batchNorm)
        .add(
            "nn.local_response_normalization nn.lrn",
            "x=input depth_radius bias alpha beta name",
            Neural::localResponse)
        .add(
            "nn.depth_to_space",
            "x=input block_size data_format name",
            Neural.blocks("DepthToSpace", true))
        .add(
            "nn.space_to_depth",
            "x=input block_size data_format name",
            Neural.blocks("SpaceToDepth", false))
        .add(
            "nn.avg_pool nn.avg_pool1d nn.avg_pool2d nn.avg_pool3d",
            "x=input ksize strides padding data_format name",
            Windows.pool(false))
        .add(
            "nn.max_pool nn.max_pool1d nn.max_pool2d nn.max_pool3d",
            "x=input ksize strides padding data_format name",
            Windows.pool(true))
        .add(
            "nn.conv2d",
            "x=input kernel=filters strides padding data_format dilations name",
            Windows::convolve)
        .add(
            "compat.v1.nn.conv2d",
            "x=input kernel=filter strides padding use_cudnn_on_gpu data_format dilations name"
                + " filters",
            Windows::convolve)
        .add(
            "nn.depthwise_conv2d",
            "x=input kernel=filter strides padding data_format dilations name",
            Windows::depthwise);
    for (String name :
        List.of(
            "elu",
            "exponential",
            "hard_sigmoid",
            "selu",
            "sigmoid",
            "softplus",
            "softsign",
            "swish",
            "tanh",
            "linear",
            "mish")) {
      table.add("keras.activations." + name, "x", Neural.activation(name));
    }
  }

  private static void images(FunctionTable table) {
    table
        .add(
            "image.resize",
            "x=images size method preserve_aspect_ratio antialias name",
            Images::resize)
        .add("image.flip_left_right", "x=image", Images.flip(2))
        .add("image.flip_up_down", "x=image", Images.flip(3))
        .add("image.per_image_standardization", "x=image", Images::standardize)
        .add("image.rgb_to_grayscale", "x=images name", Images::grayscale);
  }
}
