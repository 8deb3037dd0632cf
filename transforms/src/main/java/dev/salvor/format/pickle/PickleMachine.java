package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleFault.Stop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of pickles as CPython's C unpickler does (Modules/_pickle.c, 2.7 to 3.14), only
 * symbolically. Where the C unpickler, the Python one and pickletools disagree, the reading that
 * does most is taken and the stream is said to deviate. Time is linear in the stream, memory in its
 * structure; strings and arrays stay ranges.
 */
public final class PickleMachine {
  private PickleMachine() {}

  /** Reads everything in {@code source}, further pickles behind the first included. */
  public static PickleStream read(ByteSource source) {
    Trace trace = new Trace(true);
    List<PickleNode> roots = new ArrayList<>();
    PickleFault fault = run(source, trace, roots, false);
    return new PickleStream(
        roots,
        Collections.unmodifiableList(trace.events()),
        trace.deviation(),
        trace.ambiguous(),
        fault,
        trace.protocol(),
        trace.joblib(),
        trace.joblib() || roots.size() > 1 ? otherEvents(source) : List.of(),
        fault == null ? List.of() : trace.remains());
  }

  /**
   * What {@code pickle.load} does with a dump of joblib, whose arrays it takes for opcodes, and an
   * unpickler that is used again, which keeps its memo.
   */
  private static List<PickleEvent> otherEvents(ByteSource source) {
    Trace trace = new Trace(false);
    run(source, trace, new ArrayList<>(), true);
    return Collections.unmodifiableList(trace.events());
  }

  private static @Nullable PickleFault run(
      ByteSource source, Trace trace, List<PickleNode> roots, boolean oneMemo) {
    PickleCursor cursor = new PickleCursor(source, 0);
    Memo memo = new Memo();
    do {
      long start = cursor.at();
      try {
        roots.add(new Interpreter(cursor, trace, oneMemo ? memo : new Memo(), 0).run());
      } catch (Stop stop) {
        return behindStop(roots, trace, start, cursor.end(), stop.fault());
      }
    } while (!cursor.atEnd());
    return null;
  }

  /** Bytes behind a complete pickle that are no pickle are no error to a loader. */
  private static @Nullable PickleFault behindStop(
      List<PickleNode> roots, Trace trace, long start, long end, PickleFault fault) {
    if (roots.isEmpty() || fault.cause() == PickleFault.Cause.LIMIT) {
      return fault;
    }
    trace.deviates(start, (end - start) + " bytes lie behind the end of the pickle");
    return null;
  }
}
