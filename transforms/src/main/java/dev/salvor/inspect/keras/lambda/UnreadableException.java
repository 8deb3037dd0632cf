package dev.salvor.inspect.keras.lambda;

/** The function does something that is not on the closed list, or cannot be told what it does. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1;

  public UnreadableException(String message) {
    super(message);
  }
}
