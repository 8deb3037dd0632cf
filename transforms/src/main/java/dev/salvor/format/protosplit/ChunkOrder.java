package dev.salvor.format.protosplit;

import dev.salvor.format.protosplit.ChunkTree.Branch;
import dev.salvor.format.protosplit.ChunkTree.Step;
import java.util.Comparator;

/**
 * The order in which chunks are put into a message (proto_splitter/merge.cc): by their places, what
 * lies higher first, and in one place by their index.
 */
final class ChunkOrder implements Comparator<Branch> {

  @Override
  public int compare(Branch a, Branch b) {
    for (int i = 0; i < Math.min(a.path().size(), b.path().size()); i++) {
      int order = compare(a.path().get(i), b.path().get(i));
      if (order != 0) {
        return order;
      }
    }
    return a.path().size() == b.path().size()
        ? Long.compareUnsigned(chunk(a), chunk(b))
        : Integer.compare(a.path().size(), b.path().size());
  }

  private static int compare(Step a, Step b) {
    if (a instanceof Step.Field one && b instanceof Step.Field other) {
      return Integer.compare(one.number(), other.number());
    }
    if (a instanceof Step.Index one && b instanceof Step.Index other) {
      return Long.compareUnsigned(one.index(), other.index());
    }
    if (a instanceof Step.Key one && b instanceof Step.Key other) {
      return one.key().compareTo(other.key());
    }
    return Integer.compare(rank(a), rank(b));
  }

  private static int rank(Step step) {
    return step instanceof Step.Field ? 0 : step instanceof Step.Index ? 1 : 2;
  }

  private static long chunk(Branch branch) {
    return branch.message().chunk().orElse(0);
  }
}
