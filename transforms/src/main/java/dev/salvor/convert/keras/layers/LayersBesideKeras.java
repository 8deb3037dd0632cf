package dev.salvor.convert.keras.layers;

import dev.salvor.convert.keras.layers.addons.AddonsActivationLayer;
import dev.salvor.convert.keras.layers.addons.AddonsMultiHeadAttention;
import dev.salvor.convert.keras.layers.addons.ApplicationLayers;
import dev.salvor.convert.keras.layers.addons.BatchRenormalization;
import dev.salvor.convert.keras.layers.addons.Capsule;
import dev.salvor.convert.keras.layers.addons.ContribGroupNormalization;
import dev.salvor.convert.keras.layers.addons.ContribInstanceNormalization;
import dev.salvor.convert.keras.layers.addons.ContribLayers;
import dev.salvor.convert.keras.layers.addons.CosineConvolution;
import dev.salvor.convert.keras.layers.addons.EmbeddingBag;
import dev.salvor.convert.keras.layers.addons.FilterResponseNormalization;
import dev.salvor.convert.keras.layers.addons.MaxUnpooling;
import dev.salvor.convert.keras.layers.addons.NoisyDense;
import dev.salvor.convert.keras.layers.addons.PoincareNormalize;
import dev.salvor.convert.keras.layers.addons.PolynomialCrossing;
import dev.salvor.convert.keras.layers.addons.SpatialPyramidPooling;
import dev.salvor.convert.keras.layers.addons.StochasticDepth;
import dev.salvor.convert.keras.layers.addons.WeightNormalization;
import dev.salvor.convert.keras.layers.recurrent.ConditionalRandomField;
import dev.salvor.convert.keras.layers.recurrent.ContribConditionalRandomField;
import dev.salvor.convert.keras.layers.recurrent.Recurrent;
import dev.salvor.convert.keras.layers.transformer.BertLayers;
import dev.salvor.convert.keras.layers.transformer.FeedForward;
import dev.salvor.convert.keras.layers.transformer.HeadedAttention;
import dev.salvor.convert.keras.layers.transformer.MultiHead;
import dev.salvor.convert.keras.layers.transformer.PositionEmbedding;
import dev.salvor.convert.keras.layers.transformer.ScaledDotProductAttention;
import dev.salvor.convert.keras.layers.transformer.SequenceAttention;
import dev.salvor.convert.keras.layers.transformer.TableEmbedding;
import dev.salvor.convert.keras.layers.transformer.TokenSimilarity;
import dev.salvor.convert.keras.layers.transformer.TrigPositionEmbedding;
import dev.salvor.convert.keras.layers.transformer.WeightedSequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers of packages beside Keras that many models hold, under the names that these register them
 * by, or that {@code recipes.PackageLayers} gives them.
 */
final class LayersBesideKeras {
  private LayersBesideKeras() {}

  static Map<String, LayerConverter> table() {
    Map<String, LayerConverter> table = new HashMap<>();
    for (String name : List.of("GELU", "Maxout", "Snake", "Sparsemax", "TLU")) {
      table.put("Addons>" + name, new AddonsActivationLayer());
    }
    table.put("Addons>FilterResponseNormalization", new FilterResponseNormalization());
    table.put("Addons>StochasticDepth", new StochasticDepth());
    table.put("Addons>CRF", new ConditionalRandomField());
    table.put("Addons>EmbeddingBag", new EmbeddingBag());
    table.put("Addons>ESN", new Recurrent("Addons>ESNCell"));
    table.put("Addons>MaxUnpooling2D", new MaxUnpooling(false));
    table.put("Addons>MaxUnpooling2DV2", new MaxUnpooling(true));
    table.put("Addons>MultiHeadAttention", new AddonsMultiHeadAttention());
    table.put("Addons>NoisyDense", new NoisyDense());
    table.put("Addons>PoincareNormalize", new PoincareNormalize());
    table.put("Addons>PolynomialCrossing", new PolynomialCrossing());
    table.put("Addons>SpatialPyramidPooling2D", new SpatialPyramidPooling());
    table.put("Addons>WeightNormalization", new WeightNormalization());
    table.put("keras_contrib>InstanceNormalization", new ContribInstanceNormalization());
    table.put("keras_contrib>GroupNormalization", new ContribGroupNormalization());
    table.put("keras_contrib>BatchRenormalization", new BatchRenormalization());
    table.put("keras_contrib>CosineConvolution2D", new CosineConvolution());
    table.put("keras_contrib>Capsule", new Capsule());
    table.put("keras_contrib>CRF", new ContribConditionalRandomField());
    table.put("keras_contrib>NASRNN", new Recurrent("keras_contrib>NASCell"));
    table.putAll(ContribLayers.table());
    table.putAll(ApplicationLayers.table());
    table.putAll(BertLayers.table());
    table.put("keras_bert>TokenEmbedding", new TableEmbedding());
    table.put("keras_embed_sim>EmbeddingRet", new TableEmbedding());
    table.put("keras_embed_sim>EmbeddingSim", new TokenSimilarity());
    table.put("keras_bert>EmbeddingSimilarity", new TokenSimilarity());
    table.put("keras_pos_embd>PositionEmbedding", new PositionEmbedding());
    table.put("keras_pos_embd>TrigPosEmbedding", new TrigPositionEmbedding());
    table.put("keras_position_wise_feed_forward>FeedForward", new FeedForward());
    table.put("keras_multi_head>MultiHead", new MultiHead());
    table.put("keras_multi_head>MultiHeadAttention", new HeadedAttention());
    table.put("keras_self_attention>ScaledDotProductAttention", new ScaledDotProductAttention());
    table.put("keras_self_attention>SeqSelfAttention", new SequenceAttention());
    table.put("keras_self_attention>SeqWeightedAttention", new WeightedSequence());
    return table;
  }
}
