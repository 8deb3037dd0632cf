package dev.salvor.convert.keras;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.inspect.keras.architecture.LayerSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the calls of one layer share: its variables, their reads, and the layers inside it. */
final class LayerState {
  private final LayerSpec spec;
  private final BuiltLayer built;
  private final GraphBuilder scope;
  private final List<String> path;
  private final Map<String, Tensor> reads = new HashMap<>();
  private final Map<String, LayerState> children = new HashMap<>();
  private final Map<String, Function<Shape, Tensor>> replaced = new HashMap<>();

  /**
   * @param scope names of variables
   * @param path names from the model down to this layer, the model's own left out
   */
  LayerState(LayerSpec spec, GraphBuilder scope, List<String> path) {
    this.spec = spec;
    this.scope = scope;
    this.path = path;
    this.built =
        new BuiltLayer(spec.name(), spec.className(), spec.config(), spec.model().isPresent());
  }

  LayerSpec spec() {
    return spec;
  }

  LayerConfig config() {
    return spec.config();
  }

  BuiltLayer built() {
    return built;
  }

  GraphBuilder scope() {
    return scope;
  }

  List<String> path() {
    return path;
  }

  /** The state of the layer kept under {@code attribute}, made at the first call. */
  LayerState child(String attribute, LayerSpec child) {
    return children.computeIfAbsent(
        attribute,
        key -> {
          List<String> childPath = Stream.concat(path.stream(), Stream.of(attribute)).toList();
          LayerState state = new LayerState(child, scope.scope(attribute), childPath);
          built.children().put(attribute, state.built);
          state.replace(under(attribute));
          return state;
        });
  }

  /** What stands in for variables of the layer, or by {@code part/name} of its parts. */
  void replace(Map<String, Function<Shape, Tensor>> instead) {
    replaced.putAll(instead);
  }

  private Map<String, Function<Shape, Tensor>> under(String attribute) {
    Map<String, Function<Shape, Tensor>> inner = new HashMap<>();
    replaced.forEach(
        (name, tensor) -> {
          if (name.startsWith(attribute + "/")) {
            inner.put(name.substring(attribute.length() + 1), tensor);
          }
        });
    return inner;
  }

  @Nullable LayerState existing(String attribute) {
    return children.get(attribute);
  }

  /** The value of a variable, created at the first call. */
  Tensor variable(String name, ElementType type, boolean trainable, Shape shape) {
    return variable(name, type, trainable, shape, null);
  }

  /** A truth value that is to be true. */
  Tensor requiredFlag(String name, String otherwise) {
    return variable(name, ElementType.BOOL, false, Shape.SCALAR, otherwise);
  }

  private Tensor variable(
      String name, ElementType type, boolean trainable, Shape shape, @Nullable String otherwise) {
    return reads.computeIfAbsent(
        name,
        key -> {
          if (!shape.fullyKnown()) {
            throw config()
                .refused(String.format("the shape of weight %s is not known: %s", name, shape));
          }
          Function<Shape, Tensor> instead = replaced.get(name);
          if (instead != null) {
            return instead.apply(shape);
          }
          Tensor handle =
              scope
                  .op("VarHandleOp", name)
                  .attr("dtype", type)
                  .attr("shape", shape)
                  .attr("shared_name", scope.prefix() + name)
                  .out();
          built.own().add(new Weight(name, handle.node(), type, shape, trainable, otherwise));
          return scope.op("ReadVariableOp", name + "/Read").in(handle).attr("dtype", type).out();
        });
  }
}
