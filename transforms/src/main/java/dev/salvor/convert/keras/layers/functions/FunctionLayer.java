package dev.salvor.convert.keras.layers.functions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
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
  /** Where arguments lie beside those of the call. */
  private enum Form {
    /** Nowhere: the configuration is that of a layer. */
    FUNCTION,
    /** In the configuration. */
    OPERATION,
    /** In a NodeDef. */
    NODE
  }

  private final Function<LayerCall, FunctionDefinition> lookup;
  private final Form form;

  private FunctionLayer(Function<LayerCall, FunctionDefinition> lookup, Form form) {
    this.lookup = lookup;
    this.form = form;
  }

  /** {@code TFOpLambda} and {@code SlicingOpLambda}: a TensorFlow function by its public name. */
  public static FunctionLayer tensorflow() {
    return new FunctionLayer(
        call -> {
          String name = call.config().text("function");
          return TensorFlowFunctions.named(name)
              .orElseThrow(
                  () ->
                      RefusedFunctions.reason(name)
                          .map(reason -> call.refused("calls tf." + name + ", which " + reason))
                          .orElseGet(() -> unknown(call, "function tf." + name)));
        },
        Form.FUNCTION);
  }

  /** A Keras 3 operation. */
  static FunctionLayer operation(FunctionDefinition definition) {
    return new FunctionLayer(call -> definition, Form.OPERATION);
  }

  /** {@code TensorFlowOpLayer}: one node of a graph, with its NodeDef in the configuration. */
  public static FunctionLayer node() {
    return new FunctionLayer(
        call -> {
          String op = call.config().node("node_def").path("op").asText();
          return GraphOps.named(op).orElseThrow(() -> unknown(call, "op " + op));
        },
        Form.NODE);
  }

  /** Functions take their inputs as they are. */
  @Override
  public boolean autocast() {
    return false;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    FunctionDefinition definition = lookup.apply(call);
    List<KerasTensor> results =
        switch (form) {
          case FUNCTION -> function(call, definition, none(call));
          case OPERATION -> function(call, definition, call.config());
          case NODE -> node(call, definition);
        };
    return results.stream().map(result -> result.withMask(null)).toList();
  }

  private static LayerConfig none(LayerCall call) {
    return new LayerConfig(JsonNodeFactory.instance.objectNode(), call.config().path());
  }

  private static List<KerasTensor> function(
      LayerCall call, FunctionDefinition definition, LayerConfig config) {
    return new FunctionCall(call, definition, config, call.args(), call.kwargs()).results();
  }

  private static List<KerasTensor> node(LayerCall call, FunctionDefinition definition) {
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
