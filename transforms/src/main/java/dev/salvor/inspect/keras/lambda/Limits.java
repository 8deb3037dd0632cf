package dev.salvor.inspect.keras.lambda;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bounds what is built while one function is read. Expressions share parts, so that little bytecode
 * may stand for a very large one: its size is counted as if it were written out.
 */
final class Limits {
  private static final int MAX_STEPS = 20_000;
  private static final long MAX_SIZE = 4000;
  private static final int MAX_DEPTH = 120;

  private record Extent(long size, int depth) {}

  private static final Extent LEAF = new Extent(1, 1);

  private final IdentityHashMap<Expression, Extent> extents = new IdentityHashMap<>();
  private int steps;

  void step() throws UnreadableException {
    if (++steps > MAX_STEPS) {
      throw new UnreadableException("takes more than " + MAX_STEPS + " steps");
    }
  }

  /** The same expression, where it is small enough. */
  Expression within(Expression made) throws UnreadableException {
    long size = 1;
    int depth = 1;
    for (Expression part : parts(made)) {
      Extent extent = extents.getOrDefault(part, LEAF);
      size += extent.size();
      depth = Math.max(depth, 1 + extent.depth());
    }
    if (size > MAX_SIZE || depth > MAX_DEPTH) {
      throw new UnreadableException("computes an expression of more than " + MAX_SIZE + " parts");
    }
    extents.put(made, new Extent(size, depth));
    return made;
  }

  /** The expressions that one is made of. */
  static List<Expression> parts(Expression of) {
    if (of instanceof Expression.Attribute attribute) {
      return List.of(attribute.of());
    } else if (of instanceof Expression.Call call) {
      return Stream.of(
              Stream.of(call.function()),
              call.arguments().stream(),
              call.keywords().values().stream())
          .flatMap(part -> part)
          .toList();
    } else if (of instanceof Expression.Binary binary) {
      return List.of(binary.left(), binary.right());
    } else if (of instanceof Expression.Unary unary) {
      return List.of(unary.operand());
    } else if (of instanceof Expression.Index index) {
      return List.of(index.of(), index.key());
    } else if (of instanceof Expression.Slice slice) {
      return List.of(slice.start(), slice.stop(), slice.step());
    } else if (of instanceof Expression.Sequence sequence) {
      return sequence.items();
    } else if (of instanceof Expression.Mapping mapping) {
      return List.copyOf(mapping.items().values());
    } else if (of instanceof Expression.Item item) {
      return List.of(item.of());
    } else if (of instanceof Expression.Conditional conditional) {
      return List.of(conditional.test(), conditional.then(), conditional.otherwise());
    }
    return List.of();
  }
}
