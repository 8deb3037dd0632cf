package dev.salvor.convert.keras.layers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Activation functions by name, each with the formula of the era that wrote the file. */
public final class Activations {

  /** From the input to the activated tensor of the same shape. */
  @FunctionalInterface
  interface Formula {
    Tensor apply(LayerCall call, KerasTensor input);
  }

  private static final Map<String, Formula> TABLE = table();

  private Activations() {}

  /**
   * The function that an argument of the layer names; linear where it names none.
   *
   * @param argument {@code activation}, {@code recurrent_activation}
   */
  public static Tensor of(LayerCall call, String argument, KerasTensor input) {
    return apply(call, call.config().node(argument), input);
  }

  /**
   * @param function a name, or {@code {"class_name": "function", "config": name}}, or an activation
   *     layer; missing for linear
   */
  public static Tensor apply(LayerCall call, JsonNode function, KerasTensor input) {
    if (function.isMissingNode() || function.isNull()) {
      return input.tensor();
    }
    String name =
        function.isTextual() ? function.textValue() : function.path("config").asText();
    Formula formula = TABLE.get(name);
    if (formula == null) {
      throw Finding.of(
              Rule.KERAS_LAYER_UNKNOWN,
              Location.layer(call.config().path()),
              "%s: activation %s is not known",
              call.config().path(),
              function)
          .exception();
    }
    return formula.apply(call, input);
  }

  private static Map<String, Formula> table() {
    Map<String, Formula> table = new HashMap<>();
    table.put("linear", (call, x) -> x.tensor());
    table.put("relu", unary("Relu"));
    table.put("sigmoid", unary("Sigmoid"));
    table.put("tanh", unary("Tanh"));
    table.put("hard_sigmoid", Activations::hardSigmoid);
    return table;
  }

  private static Formula unary(String op) {
    return (call, x) -> call.graph().apply(op, x.tensor());
  }

  /** Keras 1 and 2: clip(0.2 x + 0.5, 0, 1); Keras 3: relu6(x + 3) / 6. */
  private static Tensor hardSigmoid(LayerCall call, KerasTensor x) {
    GraphBuilder graph = call.graph();
    Tensor input = x.tensor();
    if (call.era().major() >= 3) {
      Tensor shifted = graph.apply("AddV2", input, graph.scalarLike(input, 3));
      return graph.apply(
          "RealDiv", graph.apply("Relu6", shifted), graph.scalarLike(input, 6));
    }
    Tensor line =
        graph.apply(
            "AddV2",
            graph.apply("Mul", input, graph.scalarLike(input, 0.2)),
            graph.scalarLike(input, 0.5));
    return graph.apply("ClipByValue", line, graph.scalarLike(line, 0), graph.scalarLike(line, 1));
  }
}
