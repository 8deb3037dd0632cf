package dev.salvor.convert.keras.layers.addons;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A layer whose kernel, of an RNN the recurrent one, is {@code g * v / |v|}, of length g in each
 * column (tensorflow_addons 0.23, layers/wrappers.py). Before its first call a layer takes g from
 * v, or from the batch that it is called with.
 */
public final class WeightNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    ObjectNode layer =
        call.config().object("layer").orElseThrow(() -> call.refused("has no layer inside"));
    boolean fromData = call.config().flag("data_init", true);
    boolean recurrent = layer.path("config").has("return_sequences");
    String kernel = recurrent ? recurrentKernel(layer) : "kernel";
    boolean[] asked = {false};
    List<KerasTensor> outputs =
        call.callChild(
            "layer",
            layer,
            call.args(),
            Map.of(),
            Map.of(
                kernel,
                shape -> {
                  asked[0] = true;
                  return normalized(call, kernel, shape, fromData);
                }));
    if (!asked[0]) {
      throw call.refused("is around " + layer.path("class_name") + ", which has no kernel");
    }
    if (fromData) {
      ObjectNode clone = layer.deepCopy();
      if (clone.path("config") instanceof ObjectNode config) {
        config.put("trainable", false);
      }
      call.callChild("_naked_clone_layer", clone, call.args(), Map.of());
    }
    return outputs.stream().map(output -> output.withMask(null)).toList();
  }

  private static String recurrentKernel(ObjectNode layer) {
    JsonNode cells = layer.path("config").path("cell").path("config").path("cells");
    return cells.isArray() ? "no kernel" : "cell/recurrent_kernel";
  }

  private static Tensor normalized(LayerCall call, String kernel, Shape shape, boolean fromData) {
    Arithmetic math = new Arithmetic(call.graph());
    int rank = shape.rank();
    Tensor g = call.weight("g", shape.dim(-1));
    Tensor v = call.weight(kernel.substring(kernel.indexOf('/') + 1), shape.dims());
    int[] axes = IntStream.range(0, rank - 1).toArray();
    Tensor squares = math.sum(math.square(v), true, axes);
    Tensor initialized;
    if (fromData) {
      initialized =
          call.requiredFlag(
              "initialized",
              "the layer was never called: its scale comes from the first batch that it sees");
    } else {
      initialized = call.weight("initialized", ElementType.BOOL, false, Shape.SCALAR);
    }
    Tensor length = math.sqrt(math.sum(math.square(v), false, axes));
    Tensor scale = math.where(initialized, g, length);
    Tensor unit = math.mul(v, math.rsqrt(math.max(squares, 1e-12)));
    return math.mul(unit, scale);
  }
}
