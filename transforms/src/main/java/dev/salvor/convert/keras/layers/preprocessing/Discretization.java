package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;

/** The number of the bin a value lies in; bins are closed below. */
public final class Discretization implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return config.text("output_mode", "int").equals("int")
        ? RaggedInputs.FLAT
        : RaggedInputs.REFUSED;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("num_bins", "epsilon");
    // tf.keras before 2.6 calls them bins
    JsonNode boundaries = config.node(config.has("bin_boundaries") ? "bin_boundaries" : "bins");
    if (!boundaries.isArray()) {
      throw call.refused("was adapted and its bin_boundaries are not in the configuration");
    }
    List<Double> values = new ArrayList<>();
    boundaries.forEach(item -> values.add(item.asDouble()));
    KerasTensor x = call.input();
    Tensor bins = call.graph().op("Bucketize").in(x.tensor()).attr("boundaries", values).out();
    String mode = CategoricalEncoding.mode(call, "int");
    ElementType type = mode.equals("int") ? bins(call) : floating(call);
    KerasTensor encoded =
        new CategoricalEncoding(call, values.size() + 1, type)
            .encode(KerasTensor.of(bins, x.shape()), mode, null);
    return call.unmasked(encoded.tensor(), encoded.shape());
  }

  /** Keras 3.12 and later count in 32 bits. */
  private static ElementType bins(LayerCall call) {
    return call.era().atLeast(3, 12) ? ElementType.INT32 : integer(call);
  }

  /** tf.keras gives int64 whatever the layer's type; Keras 3 as its type says. */
  static ElementType integer(LayerCall call) {
    ElementType type = call.computeType();
    return type.floating() || type == ElementType.STRING ? ElementType.INT64 : type;
  }

  static ElementType floating(LayerCall call) {
    return call.computeType().floating() ? call.computeType() : ElementType.FLOAT32;
  }

  /** Bins need no casting to the compute type. */
  @Override
  public boolean autocast() {
    return false;
  }
}
