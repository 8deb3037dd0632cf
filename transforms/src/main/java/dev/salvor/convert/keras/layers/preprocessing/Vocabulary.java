package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a lookup layer and where their indices start: after one for masked values and those
 * for unknown ones (keras/layers/preprocessing/index_lookup.py).
 *
 * @param tokens words without masked and unknown
 * @param oovStart first index of unknown words: 1 where masked ones have 0
 * @param oovIndices how many indices unknown words share
 * @param special whether the stored list began with masked and unknown words
 */
record Vocabulary(List<String> tokens, int oovStart, int oovIndices, boolean special) {

  static Vocabulary of(LayerCall call, String mode) {
    LayerConfig config = call.config();
    JsonNode stored = config.node("vocabulary");
    if (stored.isTextual()) {
      throw call.refused("reads its vocabulary from the file " + stored.textValue());
    }
    JsonNode words =
        stored.path("config").has("value") ? stored.path("config").path("value") : stored;
    if (words.isObject() && words.has("items")) {
      words = words.path("items");
    }
    List<String> all = words.isArray() ? new ArrayList<>() : adapted(call);
    int oov = config.integer("num_oov_indices", 1);
    boolean masked = config.has("mask_token") && mode.equals("int");
    words.forEach(word -> all.add(word.asText()));
    List<String> special = new ArrayList<>();
    if (masked) {
      special.add(config.node("mask_token").asText());
    }
    String unknown =
        config.node("oov_token").asText(call.className().equals("IntegerLookup") ? "-1" : "[UNK]");
    for (int i = 0; i < oov; i++) {
      special.add(unknown);
    }
    boolean starts = all.size() >= special.size() && all.subList(0, special.size()).equals(special);
    List<String> tokens = starts ? all.subList(special.size(), all.size()) : all;
    return new Vocabulary(List.copyOf(tokens), masked ? 1 : 0, oov, starts);
  }

  /** What {@code adapt} learnt, which archives keep in a file beside the weights. */
  private static List<String> adapted(LayerCall call) {
    return call
        .vocabularyAsset()
        .orElseThrow(() -> call.refused("was adapted and its vocabulary is not in the file"))
        .stream()
        .map(line -> new String(line, StandardCharsets.UTF_8))
        .toList();
  }

  int tokenStart() {
    return oovStart + oovIndices;
  }

  /** Number of indices. */
  int size() {
    return tokenStart() + tokens.size();
  }
}
