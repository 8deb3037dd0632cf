package dev.salvor.convert.keras.layers.functions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.FlatInputs;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.graphop.CopiedOps;
import dev.salvor.convert.keras.layers.functions.graphop.GraphNode;
import dev.salvor.convert.keras.layers.functions.graphop.GraphOps;
import dev.salvor.convert.keras.layers.functions.ragged.RaggedFunctions;
import dev.salvor.convert.keras.layers.functions.tensorflow.TensorFlowFunctions;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A call of a function as a layer: looks the function up in its table and binds its arguments. Each
 * of the three ways such calls were stored has its own instance.
 */
public final class FunctionLayer implements LayerConverter {
  private final Function<LayerCall, List<KerasTensor>> body;

  private FunctionLayer(Function<LayerCall, List<KerasTensor>> body) {
    this.body = body;
  }

  /** {@code TFOpLambda} and {@code SlicingOpLambda}: a TensorFlow function by its public name. */
  public static FunctionLayer tensorflow() {
    return new FunctionLayer(
        call -> {
          String name = call.config().text("function");
          FunctionDefinition definition = tensorflow(call, name);
          return FlatInputs.anyRagged(call.args(), call.kwargs())
              ? RaggedFunctions.apply(call, name, definition)
              : function(call, definition, none(call));
        });
  }

  private static FunctionDefinition tensorflow(LayerCall call, String name) {
    return TensorFlowFunctions.named(name)
        .orElseThrow(
            () ->
                RefusedFunctions.reason(name)
                    .map(reason -> call.refused("calls tf." + name + ", which " + reason))
                    .orElseGet(() -> unknown(call, "function tf." + name)));
  }

  /** A Keras 3 operation: arguments lie in the configuration too. */
  static FunctionLayer operation(FunctionDefinition definition) {
    return new FunctionLayer(call -> function(call, definition, call.config()));
  }

  /** {@code TensorFlowOpLayer}: one node of a graph, with its NodeDef in the configuration. */
  public static FunctionLayer node() {
    return new FunctionLayer(FunctionLayer::node);
  }

  /** Functions take their inputs as they are. */
  @Override
  public boolean autocast() {
    return false;
  }

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedFunctions.known(config.node("function").asText())
        ? RaggedInputs.WHOLE
        : RaggedInputs.REFUSED;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    return body.apply(call).stream().map(result -> result.withMask(null)).toList();
  }

  private static LayerConfig none(LayerCall call) {
    return new LayerConfig(JsonNodeFactory.instance.objectNode(), call.config().path());
  }

  private static List<KerasTensor> function(
      LayerCall call, FunctionDefinition definition, LayerConfig config) {
    return new FunctionCall(call, definition, config, call.args(), call.kwargs()).results();
  }

  private static List<KerasTensor> node(LayerCall call) {
    String op = call.config().node("node_def").path("op").asText();
    FunctionDefinition definition = GraphOps.named(op).orElse(null);
    if (definition == null) {
      return CopiedOps.of(call, op).orElseThrow(() -> unknown(call, "op " + op));
    }
    GraphNode node = GraphNode.of(call);
    List<KerasTensor> results =
        definition
            .body()
            .apply(
                new FunctionCall(call, definition, node.attributes(), node.arguments(), Map.of()));
    if (!node.unread().isEmpty()) {
      throw call.refused("has attributes that are not known: " + node.unread());
    }
    return results;
  }

  private static ArtifactException unknown(LayerCall call, String what) {
    return Finding.of(
            Rule.KERAS_LAYER_UNKNOWN,
            Location.layer(call.config().path()),
            "%s: %s is not known",
            call.config().path(),
            what)
        .exception();
  }
}
