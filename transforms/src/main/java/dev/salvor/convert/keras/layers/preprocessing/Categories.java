package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A categorical feature column over dense values: the numbers of the categories, -1 where a value
 * is missing: the empty string, -1.
 *
 * @param name of the column
 * @param places int64, batch by values
 * @param count of categories
 * @param batch static batch size
 */
record Categories(String name, Tensor places, int count, long batch) {

  static Categories of(
      LayerCall call, Map<String, Argument<KerasTensor>> features, JsonNode column) {
    LayerConfig config = DenseFeatures.config(call, column);
    String key = config.text("key");
    KerasTensor x = DenseFeatures.feature(call, features, key);
    Places places =
        switch (column.path("class_name").asText()) {
          case "HashedCategoricalColumn" -> hashed(call, x, config);
          case "IdentityCategoricalColumn" -> identity(call, x, config);
          case "VocabularyListCategoricalColumn" -> vocabulary(call, x, config);
          default ->
              throw call.refused(
                  "has a feature column " + column.path("class_name").asText() + ", not known");
        };
    if (!config.unread().isEmpty()) {
      throw call.refused("has feature column arguments that are not known: " + config.unread());
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor missing = call.graph().apply("Equal", x.tensor(), nothing(call, x));
    Tensor none = call.graph().scalarLike(places.tensor(), -1);
    return new Categories(
        key, math.where(missing, none, places.tensor()), places.count(), x.shape().dim(0));
  }

  private record Places(Tensor tensor, int count) {}

  private static Tensor nothing(LayerCall call, KerasTensor x) {
    return x.type() == ElementType.STRING
        ? call.graph().strings(Shape.SCALAR, List.of(""))
        : call.graph().scalarLike(x.tensor(), -1);
  }

  private static Places hashed(LayerCall call, KerasTensor x, LayerConfig config) {
    config.inert("dtype");
    int buckets = config.integer("hash_bucket_size");
    return new Places(hash(call, x, buckets), buckets);
  }

  private static Tensor hash(LayerCall call, KerasTensor x, int buckets) {
    GraphBuilder graph = call.graph();
    Tensor text = x.type() == ElementType.STRING ? x.tensor() : graph.apply("AsString", x.tensor());
    return graph.op("StringToHashBucketFast").in(text).attr("num_buckets", buckets).out();
  }

  /** Numbers as they are; those out of range become the default, where there is one. */
  private static Places identity(LayerCall call, KerasTensor x, LayerConfig config) {
    int buckets = config.integer("number_buckets");
    Arithmetic math = new Arithmetic(call.graph());
    GraphBuilder graph = call.graph();
    Tensor value = math.cast(x.tensor(), ElementType.INT64);
    if (config.has("default_value")) {
      Tensor low = math.less(value, 0);
      Tensor high = graph.apply("GreaterEqual", value, graph.scalarLike(value, buckets));
      Tensor absent = graph.scalarLike(value, config.integer("default_value"));
      value = math.where(graph.apply("LogicalOr", low, high), absent, value);
    }
    return new Places(value, buckets);
  }

  /** By a list; what is not in it becomes the default or goes into a bucket by its hash. */
  private static Places vocabulary(LayerCall call, KerasTensor x, LayerConfig config) {
    config.inert("dtype");
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    List<String> words = new ArrayList<>();
    config.node("vocabulary_list").forEach(word -> words.add(word.asText()));
    int buckets = config.integer("num_oov_buckets", 0);
    int absent = config.integer("default_value", -1);
    boolean text = x.type() == ElementType.STRING;
    long[] numbers = new long[words.size()];
    for (int i = 0; i < numbers.length && !text; i++) {
      numbers[i] = config.node("vocabulary_list").get(i).asLong();
    }
    Tensor keys = text ? graph.strings(Shape.of(words.size()), words) : graph.longs(numbers);
    Tensor places =
        math.cast(
            graph.apply(
                "Range", graph.intScalar(0), graph.intScalar(words.size()), graph.intScalar(1)),
            ElementType.INT64);
    Tensor unknown = math.cast(graph.intScalar(buckets > 0 ? -1 : absent), ElementType.INT64);
    Tensor value = text ? x.tensor() : math.cast(x.tensor(), ElementType.INT64);
    Tensor found = LookupTable.find(call, value, keys, places, unknown);
    if (buckets > 0) {
      Tensor other = math.add(hash(call, x, buckets), words.size());
      found = math.where(math.less(found, 0), other, found);
    }
    return new Places(found, words.size() + buckets);
  }
}
