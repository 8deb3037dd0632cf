package dev.salvor.format.pickle;

import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.Optional;
import java.util.Set;

/**
 * An object that is made without arguments and then given its attributes, as pickle writes what has
 * no method of its own for it: NEWOBJ, or {@code copyreg._reconstructor} below protocol 2, and
 * BUILD.
 */
public record PickledInstance(Global type, DictNode attributes) {
  private static final Set<String> RECONSTRUCTORS =
      Set.of("copyreg._reconstructor", "copy_reg._reconstructor");

  /** The object that {@code node} is; empty for anything else. */
  public static Optional<PickledInstance> of(PickleNode node) {
    return node instanceof CallNode call
            && call.states().size() == 1
            && call.states().get(0) instanceof DictNode attributes
        ? type(call).map(type -> new PickledInstance(type, attributes))
        : Optional.empty();
  }

  /** The class that a call makes an instance of without arguments; empty where it does not. */
  public static Optional<Global> type(CallNode call) {
    if (call.via() == Via.NEWOBJ && call.args() instanceof Tuple none && none.items().isEmpty()) {
      return call.function();
    }
    return call.via() == Via.REDUCE
            && call.function().map(Global::qualified).filter(RECONSTRUCTORS::contains).isPresent()
            && call.arguments().size() == 3
            && call.arguments().get(0) instanceof Global type
        ? Optional.of(type)
        : Optional.empty();
  }
}
