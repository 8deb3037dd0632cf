package dev.salvor.inspect.keras.lambda;

import dev.salvor.format.marshal.PythonVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A function that was read from its bytecode.
 *
 * @param versions versions of Python whose bytecode it may be; all of them read it alike
 * @param parameters its arguments in order, keyword-only ones last
 * @param defaults of the arguments that have one
 * @param returned what it computes
 * @param called names of all that it calls, whether the result is used or not
 * @param complete whether all of its bytecode was reached, which a wrong version rarely manages
 */
public record LambdaFunction(
    List<PythonVersion> versions,
    List<String> parameters,
    Map<String, Expression> defaults,
    Expression returned,
    Set<String> called,
    boolean complete) {

  /** As a line of Python. */
  public String text() {
    return ExpressionText.of(returned);
  }
}
