package dev.salvor.convert.keras.layers;

import dev.salvor.inspect.keras.architecture.Argument;
import java.util.List;
import java.util.Optional;

/** The arguments of one call by position or name, as a Python signature binds them. */
public final class Arguments {
  private final LayerCall call;
  private final List<String> names;

  /**
   * @param names the parameters of the layer's {@code call}, in order
   */
  public Arguments(LayerCall call, String... names) {
    this.call = call;
    this.names = List.of(names);
    if (call.args().size() > names.length) {
      throw call.refused("is called with " + call.args().size() + " arguments");
    }
    for (String given : call.kwargs().keySet()) {
      if (!this.names.contains(given)) {
        throw call.refused("is called with an argument that is not known: " + given);
      }
    }
  }

  /** The argument, where it is there and not None. */
  public Optional<Argument<KerasTensor>> find(String name) {
    int position = names.indexOf(name);
    Argument<KerasTensor> argument =
        position < call.args().size() ? call.args().get(position) : call.kwargs().get(name);
    if (argument instanceof Argument.Constant<KerasTensor> constant
        && (constant.value().isNull() || constant.value().isMissingNode())) {
      return Optional.empty();
    }
    return Optional.ofNullable(argument);
  }

  /** A tensor, where it is given. */
  public Optional<KerasTensor> tensor(String name) {
    Optional<Argument<KerasTensor>> found = find(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.get() instanceof Argument.Leaf<KerasTensor> leaf) {
      return Optional.of(leaf.value());
    }
    throw call.refused("takes a tensor as " + name);
  }

  /** A boolean that the configuration holds. */
  public boolean flag(String name) {
    Optional<Argument<KerasTensor>> found = find(name);
    if (found.isEmpty()) {
      return false;
    }
    if (found.get() instanceof Argument.Constant<KerasTensor> constant
        && constant.value().isBoolean()) {
      return constant.value().booleanValue();
    }
    throw call.refused("takes true or false as " + name);
  }
}
