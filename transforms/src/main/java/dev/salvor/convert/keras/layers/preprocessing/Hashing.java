package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Strings and integers by a hash: FarmHash64 without a salt, SipHash with one. A mask value has bin
 * 0 for itself (keras/layers/preprocessing/hashing.py).
 */
public final class Hashing implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return config.text("output_mode", "int").equals("int")
        ? RaggedInputs.FLAT
        : RaggedInputs.REFUSED;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    KerasTensor x = call.input();
    int bins = config.integer("num_bins");
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    boolean masked = config.has("mask_value") && bins > 1;
    boolean strings = x.type() == ElementType.STRING;
    Tensor value = x.type().floating() ? math.cast(x.tensor(), ElementType.INT64) : x.tensor();
    Tensor text = strings ? value : graph.apply("AsString", value);
    Tensor hashed = hash(call, text, masked ? bins - 1 : bins);
    if (masked) {
      Tensor mask = graph.apply("Equal", x.tensor(), maskValue(call, x));
      hashed = math.where(mask, graph.scalarLike(hashed, 0), math.add(hashed, 1));
    }
    String mode = CategoricalEncoding.mode(call, "int");
    ElementType type =
        mode.equals("int") ? Discretization.integer(call) : Discretization.floating(call);
    KerasTensor encoded =
        new CategoricalEncoding(call, bins, type)
            .encode(KerasTensor.of(hashed, x.shape()), mode, null);
    return call.unmasked(encoded.tensor(), encoded.shape());
  }

  @Override
  public boolean autocast() {
    return false;
  }

  private static Tensor maskValue(LayerCall call, KerasTensor x) {
    JsonNode mask = call.config().node("mask_value");
    return x.type() == ElementType.STRING
        ? call.graph().strings(Shape.SCALAR, List.of(mask.asText()))
        : call.graph().scalarLike(x.tensor(), mask.asDouble());
  }

  private static Tensor hash(LayerCall call, Tensor text, int bins) {
    GraphBuilder graph = call.graph();
    if (!call.config().has("salt")) {
      return graph.op("StringToHashBucketFast").in(text).attr("num_buckets", bins).out();
    }
    List<Long> key = new ArrayList<>();
    JsonNode salt = call.config().node("salt");
    for (JsonNode item : salt.isArray() ? salt : List.of(salt, salt)) {
      key.add(item.asLong());
    }
    return graph
        .op("StringToHashBucketStrong")
        .in(text)
        .attr("num_buckets", bins)
        .attr("key", key)
        .out();
  }
}
