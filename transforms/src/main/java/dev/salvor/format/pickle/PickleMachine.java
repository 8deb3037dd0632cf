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
    PickleCursor cursor = new PickleCursor(source, 0);
    Trace trace = new Trace();
    Memo memo = new Memo();
    List<PickleNode> roots = new ArrayList<>();
    PickleFault fault = null;
    do {
      long start = cursor.at();
      try {
        roots.add(new Interpreter(cursor, trace, memo, 0).run());
      } catch (Stop stop) {
        fault = behindStop(roots, trace, start, cursor.end(), stop.fault());
        break;
      }
    } while (!cursor.atEnd());
    return new PickleStream(
        roots,
        Collections.unmodifiableList(trace.events()),
        trace.deviation(),
        fault,
        trace.protocol(),
        trace.joblib());
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
