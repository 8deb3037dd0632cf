package dev.salvor.convert.keras.layers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.activation.ActivationLayers;
import dev.salvor.convert.keras.layers.activation.Formula;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a layer's {@code activation} argument may be: a function by name, {@code {"class_name":
 * "function", "config": name}}, or an activation layer with its own arguments, each with the
 * formula of the era that wrote the file.
 */
public final class Activations {
  /** Functions that are not of each element by itself. */
  private static final Set<String> ALONG_AXIS =
      Set.of(
          "softmax",
          "softmax_v2",
          "log_softmax",
          "log_softmax_v2",
          "glu",
          "sparsemax",
          "Addons>sparsemax",
          "Softmax");

  private Activations() {}

  /**
   * The function that an argument of the layer names; linear where it names none.
   *
   * @param argument {@code activation}, {@code recurrent_activation}
   */
  public static Tensor of(LayerCall call, String argument, KerasTensor input) {
    return apply(call, call.graph(), argument, call.config().node(argument), input);
  }

  /**
   * The same with the static shape of the result, which only glu changes: it halves the last axis.
   */
  public static KerasTensor activated(LayerCall call, String argument, KerasTensor input) {
    Tensor result = of(call, argument, input);
    boolean halves = call.config().node(argument).asText().equals("glu") && input.shape().known(-1);
    Shape shape = input.shape();
    return KerasTensor.of(result, halves ? shape.with(-1, shape.dim(-1) / 2) : shape);
  }

  /**
   * @param function a name, or {@code {"class_name": "function", "config": name}}, or an activation
   *     layer; missing for linear
   */
  public static Tensor apply(LayerCall call, JsonNode function, KerasTensor input) {
    return apply(call, call.graph(), "activation", function, input);
  }

  /**
   * The same in another graph than the call's, the body of a loop.
   *
   * @param graph where the nodes are added
   */
  public static Tensor apply(
      LayerCall call, GraphBuilder graph, JsonNode function, KerasTensor input) {
    return apply(call, graph, "activation", function, input);
  }

  private static Tensor apply(
      LayerCall call, GraphBuilder graph, String attribute, JsonNode function, KerasTensor input) {
    if (function.isMissingNode() || function.isNull()) {
      return input.tensor();
    }
    Arithmetic math = new Arithmetic(graph);
    if (function.isTextual()) {
      return named(call, math, function.textValue(), none(call), input);
    }
    JsonNode config = function.path("config");
    if (config.isTextual()) {
      return named(call, math, config.textValue(), none(call), input);
    }
    String className = function.path("class_name").asText();
    if (className.equals("Activation")) {
      return apply(call, graph, attribute, config.path("activation"), input);
    }
    if (className.equals("PReLU") && function instanceof ObjectNode layer) {
      return call.callChild(attribute, layer, List.of(new Argument.Leaf<>(input)), Map.of())
          .get(0)
          .tensor();
    }
    if (!(config instanceof ObjectNode given) || ActivationLayers.named(className).isEmpty()) {
      throw unknown(call, function);
    }
    LayerConfig arguments = new LayerConfig(given, call.config().path() + "/" + attribute);
    Tensor activated = named(call, math, className, arguments, input);
    if (!arguments.unread().isEmpty()) {
      throw arguments.refused(
          className
              + " has arguments that are not known: "
              + String.join(", ", arguments.unread()));
    }
    return activated;
  }

  private static Tensor named(
      LayerCall call, Arithmetic math, String name, LayerConfig arguments, KerasTensor input) {
    if (input.rank() < 2 && ALONG_AXIS.contains(name)) {
      throw call.refused("applies " + name + " along an axis that is not there, or is ragged");
    }
    Formula formula =
        Formulas.named(name)
            .or(() -> ActivationLayers.named(name))
            .orElseThrow(() -> unknown(call, JsonNodeFactory.instance.textNode(name)));
    return formula.apply(new Formula.Setting(math, call.era(), arguments), input);
  }

  private static LayerConfig none(LayerCall call) {
    return new LayerConfig(JsonNodeFactory.instance.objectNode(), call.config().path());
  }

  private static ArtifactException unknown(LayerCall call, JsonNode function) {
    return Finding.of(
            Rule.KERAS_LAYER_UNKNOWN,
            Location.layer(call.config().path()),
            "%s: activation %s is not known",
            call.config().path(),
            function)
        .exception();
  }
}
