package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.array.Picks;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.neural.BatchNormalizing;
import dev.salvor.convert.keras.layers.functions.neural.Isotonic;
import dev.salvor.convert.keras.layers.functions.neural.Losses;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.window.Formats;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/** Functions of tf.nn but convolutions and pools: activations, normalizations, losses. */
final class NeuralFunctions {
  private NeuralFunctions() {}

  static void add(FunctionTable table) {
    activations(table);
    layers(table);
    normalizations(table);
    losses(table);
  }

  private static void activations(FunctionTable table) {
    String features = "x=features name";
    for (String name : List.of("relu", "relu6", "elu", "selu")) {
      table.add("nn." + name, features, Neural.activation(name));
    }
    table
        .add("nn.softplus math.softplus", features, Neural.activation("softplus"))
        .add("nn.softsign math.softsign", features, Neural.activation("softsign"))
        .add("nn.leaky_relu", "x=features slope=alpha name", NeuralFunctions::leakyRelu)
        .add("nn.silu nn.swish", "x=features beta", NeuralFunctions::silu)
        .add("nn.gelu", "x=features approximate name", Neural.gelu(false))
        .add("nn.softmax", "x=logits axis name", Neural::softmax)
        .add("nn.log_softmax", "x=logits axis name", Neural::logSoftmax)
        .add("compat.v1.nn.softmax", "x=logits axis name axis=dim", Neural::softmax)
        .add("compat.v1.nn.log_softmax", "x=logits axis name axis=dim", Neural::logSoftmax)
        .add("nn.crelu", "x=features axis name", NeuralFunctions::concatenatedRelu)
        .add("compat.v1.nn.crelu", "x=features name axis", NeuralFunctions::concatenatedRelu);
  }

  private static void layers(FunctionTable table) {
    table
        .add("nn.bias_add", "x=value bias data_format name", NeuralFunctions::biasAdd)
        .add("compat.v1.nn.xw_plus_b", "x weights biases name", call -> dense(call, false))
        .add("compat.v1.nn.relu_layer", "x weights biases name", call -> dense(call, true))
        .add(
            "nn.depth_to_space",
            "x=input block_size data_format name",
            blocks("DepthToSpace", true))
        .add(
            "compat.v1.nn.depth_to_space",
            "x=input block_size name data_format",
            blocks("DepthToSpace", true))
        .add(
            "nn.space_to_depth",
            "x=input block_size data_format name",
            blocks("SpaceToDepth", false))
        .add(
            "compat.v1.nn.space_to_depth",
            "x=input block_size name data_format",
            blocks("SpaceToDepth", false))
        .add("nn.embedding_lookup", "x=params indices=ids max_norm name", Picks::embedding)
        .add(
            "compat.v1.nn.embedding_lookup",
            "x=params indices=ids partition_strategy name validate_indices max_norm",
            Picks::embedding)
        .addAll("nn.isotonic_regression", "x=inputs decreasing axis", Isotonic::regression);
  }

  private static void normalizations(FunctionTable table) {
    String global = "beta gamma epsilon=variance_epsilon scaled=scale_after_normalization name";
    table
        .add(
            "nn.batch_normalization",
            "x mean variance offset scale epsilon=variance_epsilon name",
            BatchNormalizing::formula)
        .add(
            "nn.batch_norm_with_global_normalization",
            "x=input mean variance " + global,
            BatchNormalizing::global)
        .add(
            "compat.v1.nn.batch_norm_with_global_normalization",
            "x=t mean=m variance=v " + global + " x=input mean variance",
            BatchNormalizing::global)
        .addAll(
            "compat.v1.nn.fused_batch_norm",
            "x scale offset mean variance epsilon data_format is_training name"
                + " exponential_avg_factor",
            BatchNormalizing::fused)
        .add(
            "nn.local_response_normalization nn.lrn",
            "x=input depth_radius bias alpha beta name",
            Neural::localResponse);
  }

  private static void losses(FunctionTable table) {
    String pair = "x=labels y=logits";
    // _sentinel stood first until TensorFlow 2.9, always None
    String old = "x=_sentinel " + pair;
    table
        .add("nn.l2_loss", "x=t name", NeuralFunctions::halfSquares)
        .add("nn.sigmoid_cross_entropy_with_logits", pair + " name", Losses::sigmoid)
        .add("compat.v1.nn.sigmoid_cross_entropy_with_logits", old + " name", Losses::sigmoid)
        .add("nn.softmax_cross_entropy_with_logits", pair + " axis name", Losses::softmax)
        .add(
            "compat.v1.nn.softmax_cross_entropy_with_logits_v2",
            pair + " axis name axis=dim",
            Losses::softmax)
        .add(
            "compat.v1.nn.softmax_cross_entropy_with_logits",
            old + " axis=dim name axis",
            Losses::softmax)
        .add("nn.sparse_softmax_cross_entropy_with_logits", pair + " name", Losses::sparse)
        .add("compat.v1.nn.sparse_softmax_cross_entropy_with_logits", old + " name", Losses::sparse)
        .add(
            "nn.weighted_cross_entropy_with_logits",
            pair + " weight=pos_weight name",
            NeuralFunctions::weightedCrossEntropy)
        .add(
            "compat.v1.nn.weighted_cross_entropy_with_logits",
            pair + " weight=pos_weight name x=targets",
            NeuralFunctions::weightedCrossEntropy)
        .add(
            "nn.log_poisson_loss",
            "x=targets y=log_input full=compute_full_loss name",
            NeuralFunctions::poisson);
  }

  private static KerasTensor leakyRelu(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    KerasTensor x =
        given.type().floating() ? given : Promotion.cast(call, given, ElementType.FLOAT32);
    if (!call.isTensor("slope")) {
      double slope = call.number("slope", 0.2);
      return KerasTensor.of(Formulas.leakyRelu(call.math(), x.tensor(), slope), x.shape());
    }
    KerasTensor slope = call.tensor("slope");
    Tensor bent = call.math().mul(slope.tensor(), x.tensor());
    return KerasTensor.of(
        call.graph().apply("Maximum", bent, x.tensor()),
        Broadcasting.shape(call.layer(), x.shape(), slope.shape()));
  }

  private static KerasTensor silu(FunctionCall call) {
    if (!call.isTensor("beta")) {
      return Neural.silu(call);
    }
    KerasTensor x = call.tensor("x");
    KerasTensor beta = call.tensor("beta");
    Tensor gate = call.math().mul(call.math().cast(beta.tensor(), x.type()), x.tensor());
    return KerasTensor.of(
        call.math().mul(x.tensor(), call.math().unary("Sigmoid", gate)),
        Broadcasting.shape(call.layer(), x.shape(), beta.shape()));
  }

  private static KerasTensor concatenatedRelu(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", -1, x.rank());
    Arithmetic math = call.math();
    Tensor both = math.concat(List.of(x.tensor(), math.neg(x.tensor())), axis);
    long dim = x.shape().dim(axis);
    Shape shape = x.shape().with(axis, dim < 0 ? Shape.UNKNOWN : 2 * dim);
    return KerasTensor.of(math.relu(both), shape);
  }

  /** Channels are last, or second where the format begins with NC. */
  private static KerasTensor biasAdd(FunctionCall call) {
    boolean first = call.text("data_format", "").startsWith("NC");
    DataFormat format = first ? DataFormat.CHANNELS_FIRST : DataFormat.CHANNELS_LAST;
    KerasTensor x = call.tensor("x");
    KerasTensor bias = call.tensor("bias", x.type());
    int[] dims = new int[x.rank()];
    Arrays.fill(dims, 1);
    dims[format.channelAxis(x.rank())] = -1;
    Tensor along = call.math().reshape(bias.tensor(), dims);
    return KerasTensor.of(call.math().add(x.tensor(), along), x.shape());
  }

  /** Channels to pixels or back; channels come in the same order in both formats. */
  private static FunctionBody.Single blocks(String op, boolean toSpace) {
    return call -> {
      DataFormat format = Formats.of(call);
      KerasTensor x = format.toLast(call.graph(), call.tensor("x"));
      KerasTensor moved = Neural.moved(call, x, op, call.integer("block_size"), toSpace);
      return format.fromLast(call.graph(), moved);
    };
  }

  private static KerasTensor dense(FunctionCall call, boolean relu) {
    KerasTensor x = call.tensor("x");
    KerasTensor weights = call.tensor("weights", x.type());
    Tensor biases = call.tensor("biases", x.type()).tensor();
    Tensor product = call.graph().apply("MatMul", x.tensor(), weights.tensor());
    Tensor sum = call.graph().apply("BiasAdd", product, biases);
    Shape shape = Shape.of(x.shape().dim(0), weights.shape().dim(1));
    return KerasTensor.of(relu ? call.math().relu(sum) : sum, shape);
  }

  private static KerasTensor halfSquares(FunctionCall call) {
    return KerasTensor.of(call.graph().apply("L2Loss", call.tensor("x").tensor()), Shape.SCALAR);
  }

  /** {@code (1 - z) x + (1 + (q - 1) z) (log(1 + exp(-|x|)) + max(-x, 0))}. */
  private static KerasTensor weightedCrossEntropy(FunctionCall call) {
    KerasTensor x = call.tensor("y");
    KerasTensor labels = call.tensor("x", x.type());
    KerasTensor weight = call.tensor("weight", x.type());
    Arithmetic math = call.math();
    Tensor z = labels.tensor();
    Tensor factor = math.add(math.mul(math.sub(weight.tensor(), 1), z), 1);
    Tensor logs = math.unary("Log1p", math.exp(math.neg(math.abs(x.tensor()))));
    Tensor both = math.add(logs, math.relu(math.neg(x.tensor())));
    Tensor loss = math.add(math.mul(math.sub(1, z), x.tensor()), math.mul(factor, both));
    return KerasTensor.of(loss, Broadcasting.shape(call.layer(), x.shape(), weight.shape()));
  }

  private static KerasTensor poisson(FunctionCall call) {
    KerasTensor x = call.tensor("y");
    Tensor targets = call.tensor("x", x.type()).tensor();
    Arithmetic math = call.math();
    Tensor loss = math.sub(math.exp(x.tensor()), math.mul(x.tensor(), targets));
    if (!call.flag("full", false)) {
      return KerasTensor.of(loss, x.shape());
    }
    Tensor power = math.sub(math.mul(targets, math.unary("Log", targets)), targets);
    Tensor root = math.mul(math.unary("Log", math.mul(targets, 2 * Math.PI)), 0.5);
    Tensor zeros = call.graph().apply("ZerosLike", targets);
    Tensor small =
        math.and(
            call.graph().apply("GreaterEqual", targets, zeros),
            call.graph().apply("LessEqual", targets, call.graph().scalarLike(targets, 1)));
    return KerasTensor.of(
        math.add(loss, math.where(small, zeros, math.add(power, root))), x.shape());
  }
}
