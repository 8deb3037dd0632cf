package dev.salvor.convert.keras.layers.functions.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one function call under the names that its body knows, wherever they were
 * stored: by position, by keyword, or in the configuration of a Keras 3 operation.
 */
public final class FunctionCall extends ConstantArguments {
  private final LayerCall call;
  private final FunctionDefinition definition;
  private final GivenArguments given;
  private final boolean promotes;
  private final Arithmetic math;

  /**
   * @param config where arguments lie that are neither positional nor keywords
   */
  public FunctionCall(
      LayerCall call,
      FunctionDefinition definition,
      LayerConfig config,
      List<Argument<KerasTensor>> positional,
      Map<String, Argument<KerasTensor>> keywords) {
    this(call, definition, config, positional, keywords, call.era().major() >= 3);
  }

  /**
   * @param promotes whether the function is one of Keras 3, which promotes types
   */
  public FunctionCall(
      LayerCall call,
      FunctionDefinition definition,
      LayerConfig config,
      List<Argument<KerasTensor>> positional,
      Map<String, Argument<KerasTensor>> keywords,
      boolean promotes) {
    this(call, definition, new GivenArguments(definition, config, positional, keywords), promotes);
    if (definition.gathered() < 0 && positional.size() > definition.parameters().size()) {
      throw call.refused("is called with " + positional.size() + " arguments");
    }
    for (String keyword : keywords.keySet()) {
      if (!definition.takes(keyword) && !keyword.equals("name") && !definition.open()) {
        throw call.refused("is called with an argument that is not known: " + keyword);
      }
    }
  }

  private FunctionCall(
      LayerCall call, FunctionDefinition definition, GivenArguments given, boolean promotes) {
    this.call = call;
    this.definition = definition;
    this.given = given;
    this.promotes = promotes;
    this.math = new Arithmetic(call.graph());
  }

  /** The same call with another tensor as {@code name}. */
  public FunctionCall replacing(String name, KerasTensor x) {
    return with(name, new Argument.Leaf<>(x));
  }

  /** The same call as if {@code name} were None. */
  public FunctionCall without(String name) {
    return with(name, new Argument.Constant<>(NullNode.getInstance()));
  }

  private FunctionCall with(String name, Argument<KerasTensor> argument) {
    return new FunctionCall(call, definition, given.with(name, argument), promotes);
  }

  @Override
  public LayerCall layer() {
    return call;
  }

  public Arithmetic math() {
    return math;
  }

  public GraphBuilder graph() {
    return call.graph();
  }

  /** Keras 3 operations promote types and take NumPy's view; TensorFlow's functions do not. */
  public boolean keras3() {
    return promotes;
  }

  /** The argument, where it is there and not None. */
  @Override
  public Optional<Argument<KerasTensor>> find(String name) {
    return given.find(name);
  }

  /** Whether the argument is given as None, where that is another thing than its default. */
  public boolean none(String name) {
    return given.none(name);
  }

  /**
   * What the body makes of the arguments.
   *
   * @throws dev.salvor.finding.ArtifactException where it left one unread that is given
   */
  public List<KerasTensor> results() {
    List<KerasTensor> results = definition.body().apply(this);
    if (!given.unread().isEmpty()) {
      throw call.refused("has arguments that are not supported: " + given.unread());
    }
    return results;
  }

  /** Constants given by keywords that the signature does not name. */
  public Map<String, JsonNode> further() {
    Map<String, JsonNode> further = new HashMap<>();
    given
        .further()
        .forEach(
            (name, argument) -> {
              if (argument instanceof Argument.Constant<KerasTensor> constant) {
                further.put(name, Literal.plain(constant.value()));
              }
            });
    return further;
  }

  private Argument<KerasTensor> required(String name) {
    return find(name).orElseThrow(() -> call.refused("is called without " + name));
  }

  /** A tensor, or a constant as one. */
  public KerasTensor tensor(String name) {
    return tensor(name, required(name), null);
  }

  /** The same; a constant takes {@code like}. */
  public KerasTensor tensor(String name, ElementType like) {
    return tensor(name, required(name), like);
  }

  public boolean isTensor(String name) {
    return find(name).orElse(null) instanceof Argument.Leaf<KerasTensor>;
  }

  private KerasTensor tensor(
      String name, Argument<KerasTensor> argument, @Nullable ElementType like) {
    if (argument instanceof Argument.Leaf<KerasTensor> leaf) {
      return leaf.value();
    }
    if (argument instanceof Argument.Constant<KerasTensor> constant) {
      return Literal.of(call, constant.value(), like);
    }
    if (argument instanceof Argument.Sequence<KerasTensor> sequence) {
      List<KerasTensor> parts = new ArrayList<>();
      sequence.items().forEach(item -> parts.add(tensor(name, item, like)));
      return rows(parts);
    }
    throw call.refused("takes a tensor as " + name);
  }

  /**
   * A list of tensors; one tensor is a list of one. Constants take the type of the first tensor.
   */
  public List<KerasTensor> tensors(String name) {
    Argument<KerasTensor> argument = required(name);
    List<KerasTensor> found = argument.tensors();
    ElementType like = found.isEmpty() ? null : found.get(0).type();
    if (argument instanceof Argument.Sequence<KerasTensor> sequence) {
      List<KerasTensor> all = new ArrayList<>();
      sequence.items().forEach(item -> all.add(tensor(name, item, like)));
      return all;
    }
    return List.of(tensor(name, argument, like));
  }

  /** Tensors and numbers as the rows of one; integers take the type of what is beside them. */
  private KerasTensor rows(List<KerasTensor> parts) {
    ElementType type =
        parts.stream()
            .map(KerasTensor::type)
            .filter(t -> t != ElementType.INT32)
            .findFirst()
            .orElse(ElementType.INT32);
    List<Tensor> tensors = parts.stream().map(p -> math.cast(p.tensor(), type)).toList();
    Shape shape = Shape.of(parts.size()).concat(parts.get(0).shape());
    return KerasTensor.of(graph().op("Pack").in(tensors).out(), shape);
  }
}
