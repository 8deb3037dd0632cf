package dev.salvor.format.marshal;

/** The bytes are not what marshal writes, or not within the bounds of this reader. */
public final class MarshalException extends Exception {
  private static final long serialVersionUID = 1;

  public MarshalException(String message) {
    super(message);
  }
}
