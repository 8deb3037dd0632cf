package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
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
 * Feature columns over a dict of inputs, their vectors side by side in the order of the
 * configuration, which is that of their names (keras 2.9 feature_column/dense_features.py,
 * tensorflow/python/feature_column/feature_column_v2.py).
 */
public final class DenseFeatures implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().only("partitioner");
    if (call.args().isEmpty()
        || !(call.args().get(0) instanceof Argument.Mapping<KerasTensor> features)) {
      throw call.refused("is not called with a dict of features");
    }
    Arithmetic math = new Arithmetic(call.graph());
    List<Tensor> parts = new ArrayList<>();
    long total = 0;
    long batch = Shape.UNKNOWN;
    for (JsonNode column : call.config().node("feature_columns")) {
      KerasTensor part = column(call, features.items(), column);
      parts.add(part.tensor());
      total += part.shape().dim(1);
      batch = part.shape().dim(0);
    }
    if (parts.isEmpty()) {
      throw call.refused("has no feature columns");
    }
    return call.unmasked(math.concat(parts, 1), Shape.of(batch, total));
  }

  @Override
  public boolean autocast() {
    return false;
  }

  private static KerasTensor column(
      LayerCall call, Map<String, Argument<KerasTensor>> features, JsonNode column) {
    LayerConfig config = config(call, column);
    KerasTensor result =
        switch (column.path("class_name").asText()) {
          case "NumericColumn" -> numeric(call, features, config);
          case "BucketizedColumn" -> bucketized(call, features, config);
          case "EmbeddingColumn" -> embedding(call, features, config);
          case "IndicatorColumn" -> indicator(call, features, config);
          default ->
              throw call.refused(
                  "has a feature column " + column.path("class_name").asText() + ", not known");
        };
    if (!config.unread().isEmpty()) {
      throw call.refused("has feature column arguments that are not known: " + config.unread());
    }
    return result;
  }

  static LayerConfig config(LayerCall call, JsonNode column) {
    if (!(column.path("config") instanceof ObjectNode config)) {
      throw call.refused("has a feature column without configuration");
    }
    return new LayerConfig(config, call.config().path());
  }

  static KerasTensor feature(
      LayerCall call, Map<String, Argument<KerasTensor>> features, String key) {
    if (features.get(key) instanceof Argument.Leaf<KerasTensor> leaf) {
      if (leaf.value().rank() != 2 || !leaf.value().shape().known(1)) {
        throw call.refused("takes feature " + key + " of shape " + leaf.value().shape());
      }
      return leaf.value();
    }
    throw call.refused("is called without the feature " + key);
  }

  private static KerasTensor numeric(
      LayerCall call, Map<String, Argument<KerasTensor>> features, LayerConfig config) {
    config.inert("default_value", "dtype", "shape");
    config.only("normalizer_fn");
    KerasTensor x = feature(call, features, config.text("key"));
    Tensor value = new Arithmetic(call.graph()).cast(x.tensor(), ElementType.FLOAT32);
    return KerasTensor.of(value, x.shape());
  }

  /** One-hot by the bucket of each number. */
  private static KerasTensor bucketized(
      LayerCall call, Map<String, Argument<KerasTensor>> features, LayerConfig config) {
    JsonNode source = config.node("source_column");
    if (!source.path("class_name").asText().equals("NumericColumn")) {
      throw call.refused("buckets a column that is not numeric");
    }
    KerasTensor x = numeric(call, features, config(call, source));
    List<Double> bounds = new ArrayList<>();
    config.node("boundaries").forEach(bound -> bounds.add(bound.asDouble()));
    GraphBuilder graph = call.graph();
    Tensor buckets =
        graph.op("Bucketize").in(x.tensor()).attr("boundaries", bounds.toArray()).out();
    int depth = bounds.size() + 1;
    Tensor hot = hot(graph, buckets, depth);
    long width = x.shape().dim(1) * depth;
    Tensor flat = new Arithmetic(graph).reshape(hot, -1, Math.toIntExact(width));
    return KerasTensor.of(flat, x.shape().with(1, width));
  }

  private static Tensor hot(GraphBuilder graph, Tensor places, int depth) {
    return graph
        .op("OneHot")
        .in(places)
        .in(graph.intScalar(depth))
        .in(graph.scalar(ElementType.FLOAT32, 1))
        .in(graph.scalar(ElementType.FLOAT32, 0))
        .out();
  }

  /** How often each category is there. */
  private static KerasTensor indicator(
      LayerCall call, Map<String, Argument<KerasTensor>> features, LayerConfig config) {
    Categories categories = Categories.of(call, features, config.node("categorical_column"));
    Tensor hot = hot(call.graph(), categories.places(), categories.count());
    Tensor counts = new Arithmetic(call.graph()).sum(hot, false, 1);
    return KerasTensor.of(counts, Shape.of(categories.batch(), categories.count()));
  }

  /** The rows of the categories that are there, combined. */
  private static KerasTensor embedding(
      LayerCall call, Map<String, Argument<KerasTensor>> features, LayerConfig config) {
    config.inert("initializer", "trainable");
    config.only("ckpt_to_load_from");
    config.only("tensor_name_in_ckpt");
    config.only("max_norm");
    config.only("use_safe_embedding_lookup", true);
    int width = config.integer("dimension");
    String combiner = config.text("combiner", "mean");
    Categories categories = Categories.of(call, features, config.node("categorical_column"));
    String name = categories.name() + "_embedding/embedding_weights";
    Tensor table =
        call.weight(name.replaceAll("[^A-Za-z0-9_.\\-/]", "_"), categories.count(), width);
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor valid =
        graph.apply("GreaterEqual", categories.places(), zero(categories.places(), graph));
    Tensor weight = math.cast(valid, ElementType.FLOAT32);
    Tensor rows =
        graph.apply("GatherV2", table, math.max(categories.places(), 0), graph.intScalar(0));
    Tensor sum = math.sum(math.mul(rows, math.expand(weight, 2)), false, 1);
    Tensor count = math.sum(weight, true, 1);
    Tensor combined =
        switch (combiner) {
          case "sum" -> sum;
          case "mean" -> graph.apply("DivNoNan", sum, count);
          case "sqrtn" -> graph.apply("DivNoNan", sum, math.sqrt(count));
          default -> throw call.refused("combines embeddings by " + combiner);
        };
    return KerasTensor.of(combined, Shape.of(categories.batch(), width));
  }

  private static Tensor zero(Tensor like, GraphBuilder graph) {
    return graph.scalarLike(like, 0);
  }
}
