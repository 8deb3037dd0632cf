package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.array.Gathering;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Casting;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.linalg.VectorNorms;
import dev.salvor.convert.keras.layers.functions.neural.DotProductAttention;
import dev.salvor.convert.keras.layers.functions.neural.Losses;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.neural.Normalizing;
import dev.salvor.convert.keras.layers.functions.neural.Softmaxes;
import dev.salvor.convert.keras.layers.functions.neural.TemporalClassification;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;

/** {@code keras.ops.nn} but what moves windows (keras/src/ops/nn.py). */
public final class NeuralOperations {
  private NeuralOperations() {}

  public static void add(FunctionTable table) {
    activations(table);
    encodings(table);
    normalizations(table);
    losses(table);
  }

  private static void activations(FunctionTable table) {
    table
        .each(
            "nn.",
            "Relu=relu Relu6=relu6 Sigmoid=sigmoid SparseSigmoid=sparse_sigmoid Softplus=softplus"
                + " Softsign=softsign SparsePlus=sparse_plus Silu=silu LogSigmoid=log_sigmoid"
                + " HardSigmoid=hard_sigmoid HardSilu=hard_silu Selu=selu TanhShrink=tanh_shrink"
                + " HardTanh=hard_tanh",
            "x",
            Neural::activation)
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
        .add("nn.Softmax", "x axis", Softmaxes.over(Neural::softmax))
        .add("nn.LogSoftmax", "x axis", Softmaxes.over(Neural::logSoftmax))
        .add("nn.Sparsemax", "x axis", Softmaxes::sparse)
        .add(
            "nn.DotProductAttention",
            "query key value bias mask scale is_causal flash_attention attn_logits_soft_cap",
            DotProductAttention::of);
  }

  private static void encodings(FunctionTable table) {
    table
        .add("nn.OneHot", "x depth=num_classes axis dtype sparse", Casting.dense(Gathering::oneHot))
        .add(
            "nn.MultiHot",
            "x=inputs depth=num_classes axis dtype sparse",
            Casting.dense(Gathering::multiHot))
        .add("nn.Polar", "x=abs_ angle", Complexes::polar);
  }

  private static void normalizations(FunctionTable table) {
    table
        .addAll("nn.Moments", "x axis=axes keepdims synchronized", Reductions::moments)
        .add("nn.Normalize", "x axis ord=order epsilon", VectorNorms::normalize)
        .add("nn.BatchNorm", "x mean variance offset scale axis epsilon", Neural::batchNorm)
        .add("nn.LayerNorm", "x gamma beta axis epsilon rms_scaling", Normalizing::layer)
        .add("nn.RMSNorm", "x scale axis epsilon", Normalizing::rms);
  }

  private static void losses(FunctionTable table) {
    String pair = "x=target y=output from_logits";
    table
        .add("nn.BinaryCrossentropy", pair, Losses::binary)
        .add("nn.CategoricalCrossentropy", pair + " axis", Losses::categorical)
        .add("nn.SparseCategoricalCrossentropy", pair + " axis", Losses::sparse)
        .add("nn.PSNR", "x=x1 y=x2 max_val", Losses::psnr)
        .add(
            "nn.CTCLoss",
            "target output target_length output_length mask_index",
            TemporalClassification::loss)
        .addAll(
            "nn.CTCDecode",
            "x=inputs lengths=sequence_lengths strategy beam_width top_paths merge_repeated"
                + " mask_index",
            TemporalClassification::decode);
  }
}
