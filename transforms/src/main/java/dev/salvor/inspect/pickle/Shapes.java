package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.ListNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Shapes of arguments and states, to build the tables from. */
final class Shapes {
  private Shapes() {}

  /** REDUCE with a tuple of arguments that satisfy {@code args} one by one. */
  @SafeVarargs
  static Predicate<CallNode> args(Predicate<PickleNode>... args) {
    return call -> {
      List<PickleNode> given = call.arguments();
      if (call.via() != Via.REDUCE
          || !(call.args() instanceof Tuple)
          || given.size() != args.length) {
        return false;
      }
      for (int i = 0; i < args.length; i++) {
        if (!args[i].test(given.get(i))) {
          return false;
        }
      }
      return true;
    };
  }

  /** REDUCE with any tuple of arguments. */
  static Predicate<CallNode> anyArgs() {
    return call -> call.via() == Via.REDUCE && call.args() instanceof Tuple;
  }

  static boolean any(PickleNode node) {
    return true;
  }

  static boolean none(PickleNode node) {
    return node == Constant.NONE;
  }

  static boolean integer(PickleNode node) {
    return PickleValues.integer(node).isPresent();
  }

  static boolean number(PickleNode node) {
    return integer(node) || node instanceof PickleNode.Real || node instanceof PickleNode.BigInt;
  }

  /** Lists of lists of numbers, as {@code array.tolist()} makes them, or a list of such. */
  static boolean numbers(PickleNode node) {
    PickleNode at = node;
    for (int depth = 0; depth < 8; depth++) {
      Optional<List<PickleNode>> items = PickleValues.sequence(at);
      if (items.isEmpty() || items.get().isEmpty()) {
        return depth > 1 && number(at);
      }
      at = items.get().get(0);
    }
    return false;
  }

  static boolean string(PickleNode node) {
    return PickleValues.text(node, Integer.MAX_VALUE).isPresent();
  }

  static boolean bytes(PickleNode node) {
    return PickleValues.bytes(node).isPresent();
  }

  static boolean list(PickleNode node) {
    return node instanceof ListNode;
  }

  static boolean sequence(PickleNode node) {
    return PickleValues.sequence(node).isPresent();
  }

  static boolean dict(PickleNode node) {
    return node instanceof DictNode;
  }

  static boolean text(PickleNode node, String value) {
    return PickleValues.isText(node, value);
  }

  static boolean global(PickleNode node, String qualified) {
    return node instanceof Global global && global.qualified().equals(qualified);
  }

  /** A dictionary, or a tuple of one and {@code __slots__} values. */
  static boolean attributes(PickleNode node) {
    return dict(node)
        || (node instanceof Tuple pair
            && pair.items().size() == 2
            && pair.items().stream().allMatch(part -> dict(part) || none(part)));
  }
}
