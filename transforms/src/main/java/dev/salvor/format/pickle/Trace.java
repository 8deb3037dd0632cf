package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleFault.Cause;
import dev.salvor.format.pickle.PickleFault.Stop;
import dev.salvor.format.pickle.PickleStream.Deviation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is recorded while one stream is read, however many pickles it holds, and its budget. */
final class Trace {
  /** Estimated heap of all nodes of a stream; a model's weights and strings stay in the file. */
  private static final long BUDGET = 192L << 20;

  private final List<PickleEvent> events = new ArrayList<>();
  private @Nullable Deviation deviation;
  private boolean ambiguous;
  private long spent;
  private int protocol;
  private final boolean inlineArrays;
  private boolean joblib;
  private List<PickleNode> remains = List.of();

  /**
   * @param inlineArrays whether bytes behind joblib's wrapper are an array, as its own reader takes
   *     them, or opcodes, as any other does
   */
  Trace(boolean inlineArrays) {
    this.inlineArrays = inlineArrays;
  }

  boolean inlineArrays() {
    return inlineArrays;
  }

  List<PickleEvent> events() {
    return events;
  }

  @Nullable Deviation deviation() {
    return deviation;
  }

  /** What lay on the stack where reading stopped with an error. */
  List<PickleNode> remains() {
    return remains;
  }

  void remains(List<PickleNode> stack) {
    remains = stack;
  }

  /** Whether readers may have taken different things out of the stream. */
  boolean ambiguous() {
    return ambiguous;
  }

  int protocol() {
    return protocol;
  }

  boolean joblib() {
    return joblib;
  }

  void protocol(int announced) {
    protocol = Math.max(protocol, announced);
  }

  void sawInlineArray() {
    joblib = true;
  }

  void event(PickleEvent event) {
    charge(48, event.offset());
    events.add(event);
  }

  /** No genuine writer writes this; every reader that goes on goes on in the same way. */
  void deviates(long offset, String message) {
    if (deviation == null) {
      deviation = new Deviation(offset, message);
    }
  }

  /** Readers disagree: from here on some may see other objects than this machine does. */
  void ambiguous(long offset, String message) {
    if (!ambiguous) {
      deviation = new Deviation(offset, message);
      ambiguous = true;
    }
  }

  /** A reference to {@code node}, and the node itself where it is a leaf that only this keeps. */
  void charge(PickleNode node, long offset) {
    charge(8 + leaf(node), offset);
  }

  private static int leaf(PickleNode node) {
    if (node instanceof PickleNode.Text || node instanceof PickleNode.Bytes) {
      return 64;
    } else if (node instanceof PickleNode.Int value) {
      return PickleNumbers.shared(value) ? 0 : 24;
    }
    return node instanceof PickleNode.Real || node instanceof PickleNode.BigInt ? 24 : 0;
  }

  void charge(long bytes, long offset) {
    spent += bytes;
    if (spent > BUDGET) {
      throw new Stop(Cause.LIMIT, offset, "the objects up to here fill " + (BUDGET >> 20) + " MB");
    }
  }
}
