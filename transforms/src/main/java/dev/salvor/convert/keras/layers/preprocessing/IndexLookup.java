package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** From words to indices, or back: what StringLookup, IntegerLookup and TextVectorization share. */
final class IndexLookup {
  private final LayerCall call;
  private final Vocabulary vocabulary;
  private final String mode;
  private final boolean strings;
  private final Arithmetic math;

  IndexLookup(LayerCall call, Vocabulary vocabulary, String mode, boolean strings) {
    this.call = call;
    this.vocabulary = vocabulary;
    this.mode = mode;
    this.strings = strings;
    this.math = new Arithmetic(call.graph());
  }

  /** The indices of words, int64. */
  Tensor indices(Tensor words) {
    GraphBuilder graph = call.graph();
    int count = vocabulary.tokens().size();
    long[] numbers = LongStream.range(0, count).map(i -> i + vocabulary.tokenStart()).toArray();
    int oov = vocabulary.oovIndices();
    long absent = oov == 1 ? vocabulary.oovStart() : -1;
    Tensor found = LookupTable.find(call, words, tokens(), graph.longs(numbers), int64(absent));
    if (call.config().has("mask_token")) {
      Tensor mask = token(call.config().node("mask_token"));
      long masked = mode.equals("int") ? 0 : Long.MAX_VALUE;
      found = math.where(graph.apply("Equal", words, mask), int64(masked), found);
    }
    if (oov > 1) {
      Tensor hashed = math.add(hash(words, oov), vocabulary.oovStart());
      found = math.where(graph.apply("Equal", found, int64(absent)), hashed, found);
    }
    return oov == 0 ? checked(found) : found;
  }

  /** Fails at run time where a word is unknown and there is no index for unknown words. */
  private Tensor checked(Tensor found) {
    if (call.config().has("mask_token") && !mode.equals("int")) {
      return found;
    }
    GraphBuilder graph = call.graph();
    Tensor known =
        math.cast(
            graph.apply(
                "Range",
                graph.intScalar(0),
                graph.intScalar(vocabulary.size()),
                graph.intScalar(1)),
            ElementType.INT64);
    return graph.apply("GatherV2", known, found, graph.intScalar(0));
  }

  private Tensor hash(Tensor words, int buckets) {
    GraphBuilder graph = call.graph();
    boolean farm = call.config().text("oov_method", "floormod").equals("farmhash");
    if (!strings && !farm) {
      return graph.apply("FloorMod", words, int64(buckets));
    }
    Tensor text = strings ? words : graph.apply("AsString", words);
    if (!call.config().has("salt")) {
      return graph.op("StringToHashBucketFast").in(text).attr("num_buckets", buckets).out();
    }
    JsonNode salt = call.config().node("salt");
    List<Long> key = new ArrayList<>();
    for (JsonNode item : salt.isArray() ? salt : List.of(salt, salt)) {
      key.add(item.asLong());
    }
    return graph
        .op("StringToHashBucketStrong")
        .in(text)
        .attr("num_buckets", buckets)
        .attr("key", key)
        .out();
  }

  /** The words of indices. */
  Tensor words(Tensor indices) {
    int count = vocabulary.tokens().size();
    long[] numbers = LongStream.range(0, count).map(i -> i + vocabulary.tokenStart()).toArray();
    Tensor unknown = token(oovToken());
    Tensor found =
        LookupTable.find(
            call,
            math.cast(indices, ElementType.INT64),
            call.graph().longs(numbers),
            tokens(),
            unknown);
    if (!call.config().has("mask_token")) {
      return found;
    }
    Tensor masked = call.graph().apply("Equal", indices, call.graph().scalarLike(indices, 0));
    return math.where(masked, token(call.config().node("mask_token")), found);
  }

  private JsonNode oovToken() {
    JsonNode given = call.config().node("oov_token");
    if (!given.isMissingNode()) {
      return given;
    }
    return strings ? TextNode.valueOf("[UNK]") : LongNode.valueOf(-1);
  }

  private Tensor tokens() {
    List<String> tokens = vocabulary.tokens();
    Shape shape = Shape.of(tokens.size());
    if (strings) {
      return call.graph().strings(shape, tokens);
    }
    long[] numbers = new long[tokens.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(tokens.get(i));
    }
    return call.graph().longs(numbers);
  }

  private long number(String token) {
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw call.refused("has " + token + " in a vocabulary of integers");
    }
  }

  private Tensor token(JsonNode node) {
    return strings
        ? call.graph().strings(Shape.SCALAR, List.of(node.asText()))
        : int64(number(node.asText()));
  }

  private Tensor int64(long value) {
    Tensor vector = call.graph().longs(value);
    return call.graph().apply("Reshape", vector, call.graph().ints());
  }

  /** Length of encodings. */
  int depth() {
    boolean padded = call.config().flag("pad_to_max_tokens", false);
    return padded && call.config().has("max_tokens")
        ? call.config().integer("max_tokens")
        : vocabulary.size();
  }

  /** Weights of each index for tf-idf: tf.keras keeps them as a weight, Keras 3 may not. */
  Tensor idf() {
    Optional<List<Shape>> stored = call.stored();
    boolean variable =
        stored
            .map(shapes -> !shapes.isEmpty())
            .orElse(call.era().major() < 3 || !call.config().has("idf_weights"));
    if (variable) {
      return call.weight("idf_weights", ElementType.FLOAT32, false, Shape.of(depth()));
    }
    JsonNode given = call.config().node("idf_weights");
    JsonNode weights =
        given.path("config").has("value") ? given.path("config").path("value") : given;
    if (!weights.isArray()) {
      throw call.refused("has no idf_weights in the file");
    }
    int front = vocabulary.special() ? 0 : vocabulary.tokenStart();
    double mean = 0;
    for (JsonNode each : weights) {
      mean += each.asDouble() / weights.size();
    }
    double[] all = new double[depth()];
    for (int i = 0; i < Math.min(all.length, front + weights.size()); i++) {
      all[i] = i < front ? mean : weights.get(i - front).asDouble();
    }
    return call.graph().numbers(ElementType.FLOAT32, Shape.of(all.length), all);
  }
}
