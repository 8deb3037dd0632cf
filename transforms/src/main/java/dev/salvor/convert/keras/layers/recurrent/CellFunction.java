package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** An activation of a cell; it has no variables of its own, because a loop could not see them. */
record CellFunction(LayerCall call, JsonNode function, Shape step) {

  /**
   * @param argument {@code activation}, {@code recurrent_activation}
   * @param step shape of what it is applied to, without the batch axis
   */
  static CellFunction of(LayerCall call, String argument, Shape step) {
    JsonNode function =
        call.config().json().has(argument)
            ? call.config().node(argument)
            : TextNode.valueOf(argument.equals("activation") ? "tanh" : "sigmoid");
    if (function.path("class_name").asText().equals("PReLU")) {
      throw call.refused("argument " + argument + " has weights of its own");
    }
    return new CellFunction(call, function, step);
  }

  Tensor apply(GraphBuilder graph, Tensor x) {
    Shape shape = Shape.of(Shape.UNKNOWN).concat(step);
    return Activations.apply(call, graph, function, KerasTensor.of(x, shape));
  }
}
