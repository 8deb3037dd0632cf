package dev.salvor.pipeline;

/** The command line asks for what cannot be; the message is one sentence for the user. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
