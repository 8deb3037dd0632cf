package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.inspect.keras.lambda.Expression;
import dev.salvor.inspect.keras.lambda.ExpressionText;
import dev.salvor.inspect.keras.lambda.KnownFunctions;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds what an expression computes. Numbers, shapes and tests are decided here, as Python decides
 * them while it builds a graph; tensors become ops, by the tables of functions that layers use.
 */
final class LambdaEvaluator {
  private final LayerCall call;
  private final Map<String, Argument<KerasTensor>> parameters;
  private final IdentityHashMap<Expression, Argument<KerasTensor>> values = new IdentityHashMap<>();
  private final TensorOperators operators;

  /**
   * @param parameters the function's arguments by name
   */
  LambdaEvaluator(LayerCall call, Map<String, Argument<KerasTensor>> parameters) {
    this.call = call;
    this.parameters = parameters;
    this.operators = new TensorOperators(call);
  }

  /** A list of constants as one constant; anything else as it is. */
  static Argument<KerasTensor> collapsed(@Nullable Argument<KerasTensor> argument) {
    if (argument == null) {
      return BuildTimeFunctions.constant(JsonNodeFactory.instance.nullNode());
    }
    if (!(argument instanceof Argument.Sequence<KerasTensor> sequence)) {
      return argument;
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Argument<KerasTensor> item : sequence.items()) {
      if (!(collapsed(item) instanceof Argument.Constant<KerasTensor> constant)) {
        return argument;
      }
      array.add(constant.value());
    }
    return BuildTimeFunctions.constant(array);
  }

  Argument<KerasTensor> evaluate(Expression expression) {
    Argument<KerasTensor> known = values.get(expression);
    if (known != null) {
      return known;
    }
    Argument<KerasTensor> value = fresh(expression);
    values.put(expression, value);
    return value;
  }

  private Argument<KerasTensor> fresh(Expression expression) {
    if (expression instanceof Expression.Parameter parameter) {
      Argument<KerasTensor> value = parameters.get(parameter.name());
      if (value == null) {
        throw call.refused("its function is given no " + parameter.name());
      }
      return value;
    } else if (expression instanceof Expression.Constant constant) {
      return BuildTimeFunctions.constant(constant.value());
    } else if (expression instanceof Expression.Name name) {
      return BuildTimeFunctions.constant(
          PythonNames.value(KnownFunctions.canonical(name.path()))
              .orElseThrow(() -> call.refused("uses the name " + name.path() + " as a value")));
    } else if (expression instanceof Expression.Attribute attribute) {
      return attribute(attribute);
    } else if (expression instanceof Expression.Call function) {
      return called(function);
    } else if (expression instanceof Expression.Binary binary) {
      return operators.binary(binary.operator(), evaluate(binary.left()), evaluate(binary.right()));
    } else if (expression instanceof Expression.Unary unary) {
      return operators.unary(unary.operator(), evaluate(unary.operand()));
    } else if (expression instanceof Expression.Index index) {
      return index(index);
    } else if (expression instanceof Expression.Slice slice) {
      return slice(slice);
    } else if (expression instanceof Expression.Sequence sequence) {
      return new Argument.Sequence<>(sequence.items().stream().map(this::evaluate).toList());
    } else if (expression instanceof Expression.Mapping mapping) {
      Map<String, Argument<KerasTensor>> items = new LinkedHashMap<>();
      mapping.items().forEach((name, item) -> items.put(name, evaluate(item)));
      return new Argument.Mapping<>(items);
    } else if (expression instanceof Expression.Item item) {
      return item(item);
    } else if (expression instanceof Expression.Conditional conditional) {
      return evaluate(
          truth(evaluate(conditional.test())) ? conditional.then() : conditional.otherwise());
    }
    throw call.refused("raises: " + ExpressionText.of(expression));
  }

  /** Known while the model is built; a tensor is not. */
  private boolean truth(Argument<KerasTensor> test) {
    if (test instanceof Argument.Constant<KerasTensor> constant) {
      return PythonNumbers.unary("not", constant.value())
          .map(not -> !not.booleanValue())
          .orElseThrow(() -> call.refused("decides by " + constant.value()));
    }
    if (test instanceof Argument.Sequence<KerasTensor> sequence) {
      return !sequence.items().isEmpty();
    }
    throw call.refused("decides by the value of a tensor");
  }

  private Argument<KerasTensor> attribute(Expression.Attribute attribute) {
    Argument<KerasTensor> of = evaluate(attribute.of());
    if (of instanceof Argument.Leaf<KerasTensor> leaf) {
      KerasTensor x = leaf.value();
      switch (attribute.name()) {
        case "shape", "_keras_shape" -> {
          return BuildTimeFunctions.shape(x);
        }
        case "ndim" -> {
          return BuildTimeFunctions.constant(JsonNodeFactory.instance.numberNode(x.rank()));
        }
        case "dtype" -> {
          return BuildTimeFunctions.constant(JsonNodeFactory.instance.textNode(x.type().id()));
        }
        default -> {}
      }
    } else if (of instanceof Argument.Sequence<KerasTensor> shape) {
      if (attribute.name().equals("ndims") || attribute.name().equals("rank")) {
        int size = shape.items().size();
        return BuildTimeFunctions.constant(JsonNodeFactory.instance.numberNode(size));
      }
    } else if (of instanceof Argument.Constant<KerasTensor> constant) {
      boolean dimension = constant.value().isIntegralNumber() || constant.value().isNull();
      boolean type = constant.value().isTextual();
      if ((dimension && attribute.name().equals("value"))
          || (type && (attribute.name().equals("name") || attribute.name().equals("base_dtype")))) {
        return of;
      }
    }
    throw call.refused("uses the attribute " + attribute.name());
  }

  private Argument<KerasTensor> called(Expression.Call function) {
    List<Argument<KerasTensor>> arguments = new ArrayList<>();
    String name;
    if (function.function() instanceof Expression.Attribute method) {
      arguments.add(evaluate(method.of()));
      name = "." + method.name();
    } else if (function.function() instanceof Expression.Name named) {
      name = KnownFunctions.canonical(named.path());
    } else {
      throw call.refused("calls " + ExpressionText.of(function.function()));
    }
    function.arguments().forEach(argument -> arguments.add(evaluate(argument)));
    Map<String, Argument<KerasTensor>> keywords = new LinkedHashMap<>();
    function.keywords().forEach((key, argument) -> keywords.put(key, evaluate(argument)));
    return apply(name, arguments, keywords);
  }

  /**
   * @param name canonical
   */
  Argument<KerasTensor> apply(
      String name,
      List<Argument<KerasTensor>> arguments,
      Map<String, Argument<KerasTensor>> keywords) {
    BuildTimeFunctions.Body known = BuildTimeFunctions.named(name).orElse(null);
    if (known != null) {
      return known.apply(call, arguments, keywords);
    }
    LambdaFunctions.Entry entry =
        LambdaFunctions.named(name).orElseThrow(() -> call.refused("calls " + name));
    FunctionDefinition definition = entry.definition();
    List<Argument<KerasTensor>> positional =
        arguments.stream().map(LambdaEvaluator::collapsed).toList();
    Map<String, Argument<KerasTensor>> given = new LinkedHashMap<>();
    keywords.forEach(
        (key, value) -> {
          if (!key.equals("name")) {
            given.put(entry.keyword(key), collapsed(value));
          }
        });
    for (int i = 0; i < positional.size() && i < definition.parameters().size(); i++) {
      if (given.containsKey(definition.actual(definition.parameters().get(i)))) {
        throw call.refused("gives " + name + " an argument twice");
      }
    }
    entry
        .defaults()
        .forEach(
            (key, value) -> {
              boolean placed = definition.parameters().indexOf(key) < positional.size();
              if (!placed) {
                given.putIfAbsent(definition.actual(key), BuildTimeFunctions.constant(value));
              }
            });
    LayerConfig none = new LayerConfig(JsonNodeFactory.instance.objectNode(), call.config().path());
    List<KerasTensor> results =
        new FunctionCall(call, definition, none, positional, given, entry.promotes()).results();
    if (!definition.several()) {
      return new Argument.Leaf<>(results.get(0));
    }
    return new Argument.Sequence<>(
        results.stream()
            .<Argument<KerasTensor>>map(result -> new Argument.Leaf<>(result.withMask(null)))
            .toList());
  }

  private Argument<KerasTensor> index(Expression.Index index) {
    Argument<KerasTensor> of = evaluate(index.of());
    if (of instanceof Argument.Leaf<KerasTensor>) {
      if (index.key() instanceof Expression.Sequence sequence && !sequence.tuple()) {
        throw call.refused("indexes with a list");
      }
      return operators.item(of, evaluate(index.key()));
    }
    Argument<KerasTensor> key = evaluate(index.key());
    if (of instanceof Argument.Mapping<KerasTensor> mapping
        && key instanceof Argument.Constant<KerasTensor> name) {
      Argument<KerasTensor> item = mapping.items().get(name.value().asText());
      if (item != null) {
        return item;
      }
    }
    if (key instanceof Argument.Constant<KerasTensor> place) {
      return SequenceItems.of(call, of, place.value());
    }
    throw call.refused("indexes a list with a tensor");
  }

  /** In the form that {@link Slicing} reads. */
  private Argument<KerasTensor> slice(Expression.Slice slice) {
    Map<String, Argument<KerasTensor>> bounds = new LinkedHashMap<>();
    bounds.put("start", evaluate(slice.start()));
    bounds.put("stop", evaluate(slice.stop()));
    bounds.put("step", evaluate(slice.step()));
    ObjectNode constant = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, Argument<KerasTensor>> bound : bounds.entrySet()) {
      if (!(bound.getValue() instanceof Argument.Constant<KerasTensor> number)) {
        return new Argument.Mapping<>(bounds);
      }
      constant.set(bound.getKey(), number.value());
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("class_name", "__slice__");
    node.set("config", constant);
    return BuildTimeFunctions.constant(node);
  }

  private Argument<KerasTensor> item(Expression.Item item) {
    Argument<KerasTensor> of = evaluate(item.of());
    if (of instanceof Argument.Sequence<KerasTensor> sequence
        && sequence.items().size() == item.count()) {
      return sequence.items().get(item.index());
    }
    if (of instanceof Argument.Constant<KerasTensor> constant
        && constant.value().isArray()
        && constant.value().size() == item.count()) {
      return BuildTimeFunctions.constant(constant.value().get(item.index()));
    }
    throw call.refused("unpacks " + item.count() + " values of what has others");
  }
}
