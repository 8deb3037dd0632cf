package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * Text to the indices of its words, or to an encoding of them: lower case and no punctuation,
 * split, joined to n-grams, looked up (keras/layers/preprocessing/text_vectorization.py).
 */
public final class TextVectorization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("vocabulary_size", "has_input_vocabulary", "max_tokens", "encoding");
    config.inert("pad_to_max_tokens", "idf_weights", "output_sequence_length");
    config.only("encoding", "utf-8", "utf8", "UTF-8");
    String mode = CategoricalEncoding.mode(call, "int");
    KerasTensor in = call.input();
    Tokens tokens = Tokens.of(call, in);
    LayerCall part = call.part("_lookup_layer", lookupLayer(config));
    Vocabulary vocabulary = Vocabulary.of(part, mode);
    IndexLookup lookup = new IndexLookup(part, vocabulary, mode, true);
    Tensor indices = lookup.indices(tokens.values());
    long batch = in.shape().dim(0);
    if (config.flag("ragged", false)) {
      return List.of(tokens.ragged(call, indices));
    }
    if (mode.equals("int")) {
      long length =
          config.has("output_sequence_length") ? config.integer("output_sequence_length") : -1;
      return call.unmasked(tokens.dense(indices, length), tokens.denseShape(length));
    }
    if (tokens.denseShape(-1).rank() < 2) {
      throw call.refused("counts words over the batch");
    }
    ElementType type = call.era().major() >= 3 ? ElementType.INT64 : ElementType.FLOAT32;
    Arithmetic math = new Arithmetic(call.graph());
    Tensor counts = tokens.counts(indices, lookup.depth(), mode.equals("multi_hot"));
    Tensor result =
        mode.equals("tf_idf") ? math.mul(counts, lookup.idf()) : math.cast(counts, type);
    return call.unmasked(result, Shape.of(batch, lookup.depth()));
  }

  /** The StringLookup inside, with the special tokens it always has. */
  private static ObjectNode lookupLayer(LayerConfig config) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode inner = json.objectNode();
    inner.put("name", "string_lookup").put("mask_token", "").put("oov_token", "[UNK]");
    inner.put("num_oov_indices", 1);
    for (String key : List.of("vocabulary", "idf_weights", "max_tokens", "pad_to_max_tokens")) {
      JsonNode value = config.node(key);
      if (!value.isMissingNode()) {
        inner.set(key, value);
      }
    }
    ObjectNode layer = json.objectNode().put("class_name", "StringLookup");
    layer.set("config", inner);
    return layer;
  }
}
