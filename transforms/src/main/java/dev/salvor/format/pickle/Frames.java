package dev.salvor.format.pickle;

/**
 * The frames of protocol 4. They only tell a reader how much to buffer, but readers differ where
 * they do not tile the opcodes exactly (python/cpython issue 154848).
 */
final class Frames {
  private static final long NONE = -1;

  private final PickleCursor cursor;
  private final Trace trace;
  private long end = NONE;

  Frames(PickleCursor cursor, Trace trace) {
    this.cursor = cursor;
    this.trace = trace;
  }

  void open(long length, int protocol) {
    long opened = cursor.opcodeAt();
    if (protocol < 4) {
      trace.deviates(opened, "a frame below protocol 4");
    } else if (end != NONE) {
      trace.deviates(opened, "a frame inside a frame");
    }
    if (length > cursor.end() - cursor.at()) {
      trace.deviates(opened, "a frame of " + length + " bytes goes beyond the end");
    } else {
      end = cursor.at() + length;
    }
  }

  /** An opcode begins at {@code offset}. */
  void at(long offset) {
    if (end != NONE && offset >= end) {
      if (offset > end) {
        trace.ambiguous(end, "a frame ends inside an opcode");
      }
      end = NONE;
    }
  }

  /**
   * Reading ends with an error at {@code offset}: where that lies behind the frame, others go on.
   */
  void broken(long offset) {
    if (end != NONE && offset > end) {
      trace.ambiguous(end, "a frame ends inside an opcode");
    }
  }

  /** Bytes that are no opcodes follow. */
  void interrupt() {
    at(cursor.at());
    if (end != NONE) {
      trace.deviates(cursor.at(), "an array begins inside a frame");
    }
  }

  /** The pickle ends. */
  void end(long offset) {
    at(offset);
    if (end != NONE) {
      trace.deviates(offset, "a frame goes beyond STOP");
    }
  }
}
