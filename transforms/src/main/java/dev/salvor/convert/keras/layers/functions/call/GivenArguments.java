package dev.salvor.convert.keras.layers.functions.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The arguments of a call wherever they were stored, and which of them its body asked for. */
final class GivenArguments {
  /** Arguments that do not act on what is computed. */
  private static final Set<String> INERT =
      Set.of(
          "name",
          "validate_indices",
          "use_cudnn_on_gpu",
          "a_is_sparse",
          "b_is_sparse",
          "optimize",
          "layout");

  private final FunctionDefinition definition;
  private final LayerConfig config;
  private final List<Argument<KerasTensor>> positional;
  private final Map<String, Argument<KerasTensor>> keywords;
  private final Map<String, Argument<KerasTensor>> replaced;
  private final Set<String> read;

  GivenArguments(
      FunctionDefinition definition,
      LayerConfig config,
      List<Argument<KerasTensor>> positional,
      Map<String, Argument<KerasTensor>> keywords) {
    this(definition, config, positional, keywords, Map.of(), new HashSet<>());
  }

  private GivenArguments(
      FunctionDefinition definition,
      LayerConfig config,
      List<Argument<KerasTensor>> positional,
      Map<String, Argument<KerasTensor>> keywords,
      Map<String, Argument<KerasTensor>> replaced,
      Set<String> read) {
    this.definition = definition;
    this.config = config;
    this.positional = positional;
    this.keywords = keywords;
    this.replaced = replaced;
    this.read = read;
  }

  /** The same arguments with another as {@code name}; what is read of them is read of these. */
  GivenArguments with(String name, Argument<KerasTensor> argument) {
    Map<String, Argument<KerasTensor>> all = new HashMap<>(replaced);
    all.put(name, argument);
    return new GivenArguments(definition, config, positional, keywords, all, read);
  }

  /** Keywords that the signature does not name. */
  Map<String, Argument<KerasTensor>> further() {
    Map<String, Argument<KerasTensor>> further = new HashMap<>(keywords);
    further.keySet().removeAll(definition.names());
    return further;
  }

  /** The argument, where it is there and not None. */
  Optional<Argument<KerasTensor>> find(String name) {
    return Optional.ofNullable(given(name)).filter(argument -> !isNone(argument));
  }

  /** Whether the argument is given as None. */
  boolean none(String name) {
    Argument<KerasTensor> given = given(name);
    return given != null && isNone(given);
  }

  private static boolean isNone(Argument<KerasTensor> argument) {
    return argument instanceof Argument.Constant<KerasTensor> constant
        && (constant.value().isNull() || constant.value().isMissingNode());
  }

  private @Nullable Argument<KerasTensor> given(String name) {
    read.add(name);
    if (replaced.containsKey(name)) {
      return replaced.get(name);
    }
    Argument<KerasTensor> found = null;
    for (int i = 0; i < definition.parameters().size(); i++) {
      Argument<KerasTensor> one = definition.parameters().get(i).equals(name) ? at(i) : null;
      found = one == null || (found != null && !isNone(found)) ? found : one;
    }
    if (found != null) {
      return found;
    }
    if (config.none(definition.actual(name))) {
      return new Argument.Constant<>(NullNode.getInstance());
    }
    JsonNode node = config.node(definition.actual(name));
    return node.isMissingNode() ? null : new Argument.Constant<>(node);
  }

  private @Nullable Argument<KerasTensor> at(int position) {
    int gathered = definition.gathered();
    if (position == gathered && position < positional.size()) {
      return new Argument.Sequence<>(positional.subList(position, positional.size()));
    }
    boolean byPosition = gathered < 0 || position < gathered;
    return byPosition && position < positional.size()
        ? positional.get(position)
        : keywords.get(definition.names().get(position));
  }

  /** Arguments of the call, by their names in the signature, that act and were not asked for. */
  List<String> unread() {
    return IntStream.range(0, definition.parameters().size())
        .filter(i -> !read.contains(definition.parameters().get(i)))
        .filter(i -> !INERT.contains(definition.names().get(i)))
        .filter(i -> Optional.ofNullable(at(i)).filter(given -> !isNone(given)).isPresent())
        .mapToObj(definition.names()::get)
        .toList();
  }
}
