package dev.salvor.pipeline;

/** What the process says to whoever started it. */
enum ExitCode {
  /** Every artifact is settled. */
  SETTLED(0),
  /** Some differ or failed, or more were rejected than allowed. */
  UNSETTLED(1),
  /** The run itself failed. */
  FAILED(2),
  /** There was nothing to do. */
  NOTHING_FOUND(3),
  /** The command line is wrong. */
  USAGE(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
