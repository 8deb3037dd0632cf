package dev.salvor.format.pickle;

/**
 * Where a loader stops with an error.
 *
 * @param cause what kind of error
 * @param offset of the opcode, or the size of the stream where it ends early
 * @param message what is wrong there
 */
public record PickleFault(Cause cause, long offset, String message) {

  /** Kinds of errors. */
  public enum Cause {
    /** The stream ends before STOP. */
    TRUNCATED,
    /** The stream breaks the format. */
    MALFORMED,
    /** Reading on would take more memory than any model needs. */
    LIMIT
  }

  /** Ends the machine; caught by it. */
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PickleFault fault;

    Stop(Cause cause, long offset, String message) {
      super(message, null, false, false);
      this.fault = new PickleFault(cause, offset, message);
    }

    PickleFault fault() {
      return fault;
    }
  }
}
