package dev.salvor.convert.keras.layers.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MultiHead of keras-multi-head: layers side by side over the same input, or over one projection of
 * it each, their outputs stacked along a last axis (keras-multi-head 0.27.0, multi_head.py).
 */
public final class MultiHead implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("reg_index", "reg_slice", "reg_factor");
    boolean biased = call.config().flag("use_bias", true);
    KerasTensor x = call.input();
    List<ObjectNode> layers = layers(call);
    List<KerasTensor> inputs =
        call.config().has("hidden_dim") ? projected(call, x, layers.size(), biased) : List.of();
    Arithmetic math = new Arithmetic(call.graph());
    List<Tensor> stacked = new ArrayList<>();
    @Nullable KerasTensor first = null;
    for (int i = 0; i < layers.size(); i++) {
      KerasTensor input = inputs.isEmpty() ? x : inputs.get(i);
      KerasTensor given = input.withMask(call.mask().orElse(null));
      List<KerasTensor> outputs =
          call.callChild(
              "layers/" + i, layers.get(i), List.of(new Argument.Leaf<>(given)), Map.of());
      first = first == null ? outputs.get(0) : first;
      if (outputs.size() != 1 || !outputs.get(0).shape().equals(first.shape())) {
        throw call.refused("has layers of different outputs");
      }
      stacked.add(math.expand(outputs.get(0).tensor(), first.rank()));
    }
    if (first == null) {
      throw call.refused("has no layers inside");
    }
    Tensor joined = math.concat(stacked, first.rank());
    Shape shape = first.shape().append(layers.size());
    return List.of(new KerasTensor(joined, shape, first.keptMask()));
  }

  private static List<ObjectNode> layers(LayerCall call) {
    List<ObjectNode> layers = new ArrayList<>();
    for (JsonNode layer : call.config().node("layers")) {
      if (!(layer instanceof ObjectNode one)) {
        throw call.refused("argument layers holds " + layer.getNodeType());
      }
      layers.add(one);
    }
    return layers;
  }

  private static List<KerasTensor> projected(
      LayerCall call, KerasTensor x, int count, boolean biased) {
    int width = call.config().integer("hidden_dim");
    Arithmetic math = new Arithmetic(call.graph());
    long all = (long) width * count;
    Tensor projected = math.matmul(x.tensor(), call.weight("W", x.shape().dim(-1), all));
    if (biased) {
      projected = math.add(projected, call.weight("b", all));
    }
    List<KerasTensor> parts = new ArrayList<>();
    for (Tensor part : math.split(projected, count, x.rank() - 1)) {
      parts.add(KerasTensor.of(part, x.shape().with(-1, width)));
    }
    return parts;
  }
}
