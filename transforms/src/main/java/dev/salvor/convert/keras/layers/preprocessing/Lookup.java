package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** StringLookup and IntegerLookup: from a vocabulary to indices or encodings, or back to words. */
public final class Lookup implements LayerConverter {
  private final boolean strings;

  public Lookup(boolean strings) {
    this.strings = strings;
  }

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return config.text("output_mode", "int").equals("int")
        ? RaggedInputs.FLAT
        : RaggedInputs.REFUSED;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert(
        "vocabulary_size", "has_input_vocabulary", "has_static_table", "encoding", "max_tokens");
    config.inert("num_oov_indices", "oov_token", "mask_token", "pad_to_max_tokens", "idf_weights");
    config.only("oov_method", "floormod", "farmhash");
    config.inert("salt");
    config.only("vocabulary_dtype", strings ? "string" : "int64");
    String mode = CategoricalEncoding.mode(call, "int");
    Vocabulary vocabulary = Vocabulary.of(call, mode);
    IndexLookup lookup = new IndexLookup(call, vocabulary, mode, strings);
    KerasTensor in = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    if (config.flag("invert", false)) {
      return call.unmasked(lookup.words(in.tensor()), in.shape());
    }
    Tensor words = strings ? in.tensor() : math.cast(in.tensor(), ElementType.INT64);
    KerasTensor indices = KerasTensor.of(lookup.indices(words), in.shape());
    if (mode.equals("int")) {
      Tensor cast = math.cast(indices.tensor(), Discretization.integer(call));
      return call.unmasked(cast, in.shape());
    }
    ElementType type = encoded(call);
    KerasTensor encoded =
        new CategoricalEncoding(call, lookup.depth(), type).encode(indices, mode, null);
    Tensor result =
        mode.equals("tf_idf")
            ? math.mul(math.cast(encoded.tensor(), ElementType.FLOAT32), lookup.idf())
            : encoded.tensor();
    return call.unmasked(result, encoded.shape());
  }

  /** Keras 3 encodes in the table's own type (index_lookup.py). */
  private static ElementType encoded(LayerCall call) {
    return call.era().major() >= 3 ? ElementType.INT64 : Discretization.floating(call);
  }

  @Override
  public boolean autocast() {
    return false;
  }
}
