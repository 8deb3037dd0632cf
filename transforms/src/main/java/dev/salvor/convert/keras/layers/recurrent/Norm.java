package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A LayerNormalization inside a cell, over the last axis. Its variables are handed to it, because a
 * loop could not see them.
 *
 * @param weights gamma, and beta where it is centered
 */
record Norm(double epsilon, List<Tensor> weights) {

  /**
   * @param attribute where the cell keeps the layer
   * @param width size of what is normalized
   * @param centered whether there is a beta
   */
  static Norm of(LayerCall call, String attribute, double epsilon, long width, boolean centered) {
    ObjectNode layer = JsonNodeFactory.instance.objectNode();
    layer.put("class_name", "LayerNormalization").put("replaced", true);
    layer.putObject("config").put("name", attribute);
    LayerCall part = call.part(attribute, layer);
    List<Tensor> weights = new ArrayList<>();
    weights.add(part.weight("gamma", width));
    if (centered) {
      weights.add(part.weight("beta", width));
    }
    return new Norm(epsilon, List.copyOf(weights));
  }

  /**
   * @param values of {@link #weights} in this graph
   */
  Tensor apply(GraphBuilder graph, List<Tensor> values, Tensor x) {
    Arithmetic math = new Arithmetic(graph);
    Tensor mean = math.mean(x, true, 1);
    Tensor variance = math.mean(graph.apply("SquaredDifference", x, mean), true, 1);
    Tensor scale = math.mul(math.rsqrt(math.add(variance, epsilon)), values.get(0));
    Tensor scaled = math.mul(math.sub(x, mean), scale);
    return values.size() > 1 ? math.add(scaled, values.get(1)) : scaled;
  }
}
