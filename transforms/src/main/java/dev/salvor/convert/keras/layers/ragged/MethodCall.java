package dev.salvor.convert.keras.layers.ragged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a recorded method by the names of its signature, wherever they were stored: a
 * layer of a method is called with the object and with {@code args} and {@code kwargs}, that of a
 * class method with {@code args} first (keras/layers/core/tf_op_layer.py).
 */
final class MethodCall {
  private final LayerCall call;
  private final List<String> parameters;
  private final List<Argument<KerasTensor>> positional;
  private final Argument.@Nullable Mapping<KerasTensor> keywords;
  private final JsonNode constants;
  private final Set<String> read = new HashSet<>();

  private MethodCall(
      LayerCall call, List<String> parameters, List<Argument<KerasTensor>> positional) {
    this.call = call;
    this.parameters = parameters;
    this.positional = positional;
    Argument<KerasTensor> given = call.kwargs().get("kwargs");
    this.keywords = given instanceof Argument.Mapping<KerasTensor> mapping ? mapping : null;
    this.constants =
        given instanceof Argument.Constant<KerasTensor> constant
            ? constant.value()
            : MissingNode.getInstance();
    if (positional.size() > parameters.size()) {
      throw call.refused("is called with " + positional.size() + " arguments");
    }
  }

  /** Of a method of the class: all arguments are positional or keywords. */
  static MethodCall ofClass(LayerCall call, String signature) {
    return new MethodCall(call, List.of(signature.split(" ", -1)), items(call.args().get(0)));
  }

  /** Of a method of the first argument of the call. */
  static MethodCall ofInstance(LayerCall call, String signature) {
    Argument<KerasTensor> args = call.kwargs().get("args");
    return new MethodCall(
        call,
        signature.isEmpty() ? List.of() : List.of(signature.split(" ", -1)),
        args == null ? List.of() : items(args));
  }

  private static List<Argument<KerasTensor>> items(Argument<KerasTensor> argument) {
    if (argument instanceof Argument.Sequence<KerasTensor> sequence) {
      return sequence.items();
    }
    if (argument instanceof Argument.Constant<KerasTensor> constant && constant.value().isArray()) {
      List<Argument<KerasTensor>> items = new ArrayList<>();
      constant.value().forEach(item -> items.add(new Argument.Constant<>(item)));
      return items;
    }
    return List.of(argument);
  }

  private Optional<Argument<KerasTensor>> find(String name) {
    read.add(name);
    int position = parameters.indexOf(name);
    Argument<KerasTensor> found = null;
    if (position < positional.size()) {
      found = positional.get(position);
    } else if (keywords != null) {
      found = keywords.items().get(name);
    } else if (constants.hasNonNull(name)) {
      found = new Argument.Constant<>(constants.path(name));
    }
    boolean none =
        found instanceof Argument.Constant<KerasTensor> constant && constant.value().isNull();
    return none ? Optional.empty() : Optional.ofNullable(found);
  }

  /** A tensor of the model. */
  Optional<KerasTensor> tensor(String name) {
    return find(name)
        .map(
            argument -> {
              if (argument instanceof Argument.Leaf<KerasTensor> leaf) {
                return leaf.value();
              }
              throw call.refused("is called with a constant for " + name);
            });
  }

  KerasTensor dense(String name) {
    KerasTensor found = tensor(name).orElseThrow(() -> call.refused("is called without " + name));
    if (found.ragged()) {
      throw call.refused("is called with a ragged tensor for " + name);
    }
    return found;
  }

  /** A constant; missing where there is none. */
  JsonNode constant(String name) {
    Optional<Argument<KerasTensor>> found = find(name);
    if (found.isEmpty()) {
      return MissingNode.getInstance();
    }
    if (found.get() instanceof Argument.Constant<KerasTensor> constant) {
      return constant.value();
    }
    throw call.refused("is called with a tensor for " + name + ", which is not supported");
  }

  int integer(String name, int absent) {
    JsonNode node = constant(name);
    if (node.isMissingNode()) {
      return absent;
    }
    if (!node.isIntegralNumber()) {
      throw call.refused("is called with " + name + "=" + node);
    }
    return node.intValue();
  }

  /** A shape of known and unknown dimensions; all unknown where none is given. */
  Shape shape(String name, int rank) {
    JsonNode node = constant(name);
    JsonNode items = node.has("items") ? node.path("items") : node;
    long[] dims = new long[rank];
    java.util.Arrays.fill(dims, Shape.UNKNOWN);
    if (!items.isMissingNode()) {
      if (!items.isArray() || items.size() > rank) {
        throw call.refused("is called with " + name + "=" + node);
      }
      for (int i = 0; i < items.size(); i++) {
        dims[i] =
            items.get(i).isIntegralNumber() && items.get(i).longValue() >= 0
                ? items.get(i).longValue()
                : Shape.UNKNOWN;
      }
    }
    return Shape.of(dims);
  }

  /** Refuses arguments that are not in the signature, or are known and were not read. */
  void done(String... inert) {
    read.addAll(List.of(inert));
    List<String> given = new ArrayList<>(parameters.subList(0, positional.size()));
    if (keywords != null) {
      given.addAll(keywords.items().keySet());
    }
    constants.fieldNames().forEachRemaining(given::add);
    given.removeAll(read);
    if (!given.isEmpty()) {
      throw call.refused("is called with arguments that are not known: " + given);
    }
    for (String key : call.kwargs().keySet()) {
      if (!key.equals("args") && !key.equals("kwargs")) {
        throw call.refused("is called with " + key);
      }
    }
  }
}
