package dev.salvor.inspect.graph;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Tells what computes the loss from what the model gives, where both depend on the inputs alone:
 * the loss functions of TensorFlow open a name scope of their own ({@code logistic_loss}, {@code
 * mean_squared_error}), in which labels are met and no parameter is.
 */
final class LossScopes {
  private final DataFlow flow;
  private final Set<String> scopes = new HashSet<>();

  /**
   * @param loss what depends on labels
   * @param parameters variables and plain copies of them
   */
  LossScopes(DataFlow flow, BitSet loss, BitSet parameters) {
    this.flow = flow;
    loss.stream().mapToObj(i -> scope(flow.node(i).getName())).forEach(scopes::add);
    scopes.remove("");
    for (int i = 0; i < flow.size(); i++) {
      if (parameters.get(i) || flow.producers(i).stream().anyMatch(parameters::get)) {
        String around = scope(flow.node(i).getName());
        while (!around.isEmpty()) {
          scopes.remove(around);
          around = scope(around);
        }
      }
    }
  }

  /** The part of {@code forward} that lies in a loss and that nothing outside it takes. */
  BitSet inner(BitSet forward, BitSet loss, IntPredicate closed) {
    BitSet inner = new BitSet();
    boolean found = true;
    while (found) {
      found = false;
      for (int i = forward.nextSetBit(0); i >= 0; i = forward.nextSetBit(i + 1)) {
        if (!inner.get(i) && inside(i) && taken(i, inner, loss, closed)) {
          inner.set(i);
          found = true;
        }
      }
    }
    return inner;
  }

  private boolean inside(int i) {
    return !NodeRoles.scores(flow.node(i)) && scopes.contains(scope(flow.node(i).getName()));
  }

  private boolean taken(int i, BitSet inner, BitSet loss, IntPredicate closed) {
    List<Integer> takers = flow.consumers(i).stream().filter(to -> !closed.test(to)).toList();
    return !takers.isEmpty() && takers.stream().allMatch(to -> inner.get(to) || loss.get(to));
  }

  private static String scope(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
