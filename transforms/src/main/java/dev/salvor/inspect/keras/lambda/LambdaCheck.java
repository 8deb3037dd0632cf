package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a function that is stored as bytecode can be rebuilt from what was read of it. */
public final class LambdaCheck {
  private LambdaCheck() {}

  /**
   * What stands in the way; empty where the function was read and calls only what is known.
   *
   * @param function as it stands in the configuration
   */
  public static Optional<String> obstacle(JsonNode function) {
    Optional<LambdaReading> reading = LambdaReader.read(function);
    if (reading.isEmpty()) {
      return Optional.of("its function is stored in a form that is not known");
    }
    if (reading.get() instanceof LambdaReading.Refused refused) {
      return Optional.of(refused.reason());
    }
    LambdaFunction read = ((LambdaReading.Recovered) reading.get()).function();
    List<String> unknown = new ArrayList<>();
    for (String called : read.called()) {
      if (!KnownFunctions.known(called)) {
        unknown.add(called);
      }
    }
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                "its bytecode (Python %s) reads '%s' and calls %s, which is not on the list of"
                    + " functions that can be rebuilt",
                versions(read), read.text(), String.join(", ", unknown)));
  }

  /** A function that was read, as a line of Python with the version it was compiled by. */
  public static String described(JsonNode function) {
    return LambdaReader.read(function)
        .filter(reading -> reading instanceof LambdaReading.Recovered)
        .map(reading -> ((LambdaReading.Recovered) reading).function())
        .map(read -> String.format("'%s' (Python %s)", read.text(), versions(read)))
        .orElse("what cannot be read");
  }

  /** {@code 3.6 or 3.7}: what the bytecode may be of. */
  public static String versions(LambdaFunction function) {
    return LambdaReader.labels(function.versions());
  }
}
