package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;

/** Layers that the models of keras.applications bring along (tf.keras 2.10 to Keras 3.15). */
public final class ApplicationLayers {
  private ApplicationLayers() {}

  /** By the name that {@code recipes.PackageLayers} gives them. */
  public static Map<String, LayerConverter> table() {
    return Map.of(
        "keras_applications>CustomScaleLayer", ApplicationLayers::scaledSum,
        "keras_applications>LayerScale", ApplicationLayers::layerScale,
        "keras_applications>StochasticDepth", ApplicationLayers::stochasticDepth);
  }

  /** {@code inputs[0] + inputs[1] * scale} (applications/inception_resnet_v2.py). */
  private static List<KerasTensor> scaledSum(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor scaled = math.mul(inputs.get(1).tensor(), call.config().number("scale"));
    return call.unmasked(math.add(inputs.get(0).tensor(), scaled), inputs.get(0).shape());
  }

  /** Channels times {@code gamma (channels,)} (applications/convnext.py). */
  private static List<KerasTensor> layerScale(LayerCall call) {
    KerasTensor x = call.input();
    call.config().inert("init_values");
    Tensor gamma = call.weight("gamma", call.config().integer("projection_dim"));
    return call.unmasked(new Arithmetic(call.graph()).mul(x.tensor(), gamma), x.shape());
  }

  /** At inference the input as it is (applications/convnext.py). */
  private static List<KerasTensor> stochasticDepth(LayerCall call) {
    call.config().inert("drop_path_rate");
    return call.unmasked(call.input().tensor(), call.input().shape());
  }
}
