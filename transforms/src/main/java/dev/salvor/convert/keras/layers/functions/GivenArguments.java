package dev.salvor.convert.keras.layers.functions;

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
  private final Set<String> read = new HashSet<>();

  GivenArguments(
      FunctionDefinition definition,
      LayerConfig config,
      List<Argument<KerasTensor>> positional,
      Map<String, Argument<KerasTensor>> keywords) {
    this.definition = definition;
    this.config = config;
    this.positional = positional;
    this.keywords = keywords;
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
    boolean placed = position < positional.size() && (gathered < 0 || position < gathered);
    return placed ? positional.get(position) : keywords.get(definition.names().get(position));
  }

  /** Constants given by keywords that the signature does not name. */
  Map<String, JsonNode> further() {
    Map<String, JsonNode> further = new HashMap<>();
    keywords.forEach(
        (name, argument) -> {
          if (!definition.takes(name)
              && argument instanceof Argument.Constant<KerasTensor> constant) {
            further.put(name, Literal.plain(constant.value()));
          }
        });
    return further;
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
