package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.PickleNode;
import java.util.function.Predicate;

/**
 * What genuine pickles do with one class or function.
 *
 * @param family what it belongs to
 * @param call the calls that genuine writers make
 * @param instance whether instances are made without arguments and then given their state
 * @param state the states that genuine writers set, at most once
 * @param filled whether items or elements are put into the result
 */
record Allowed(
    Family family,
    Predicate<CallNode> call,
    boolean instance,
    Predicate<PickleNode> state,
    boolean filled) {

  /** Only named, never called. */
  static Allowed named(Family family) {
    return new Allowed(family, call -> false, false, state -> false, false);
  }

  /** Called, and the result left as it is. */
  static Allowed function(Family family, Predicate<CallNode> call) {
    return new Allowed(family, call, false, state -> false, false);
  }

  /** A class of which instances are made without arguments and given {@code state}. */
  static Allowed instance(Family family, Predicate<PickleNode> state) {
    return new Allowed(family, call -> false, true, state, false);
  }

  Allowed withState(Predicate<PickleNode> accepted) {
    return new Allowed(family, call, instance, accepted, filled);
  }

  Allowed withItems() {
    return new Allowed(family, call, instance, state, true);
  }
}
