package dev.salvor.inspect.keras.lambda;

/** What became of a function's bytecode. */
public sealed interface LambdaReading {

  /** Read; whether everything that it calls is known is another question. */
  record Recovered(LambdaFunction function) implements LambdaReading {}

  /**
   * @param reason what stands in the way, with the version of Python and the names that are used,
   *     as far as they can be told
   */
  record Refused(String reason) implements LambdaReading {}
}
