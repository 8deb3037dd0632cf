package dev.salvor.beam;

import dev.salvor.stage.RunSettings;
import dev.salvor.validate.Validator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The validator of a run, shared by all bundles of the process: its child processes are costly to
 * start. A run closes its own when it ends; a worker that is discarded ends them with itself.
 */
public final class SharedValidator {
  private static final Map<String, Validator> BY_RUN = new ConcurrentHashMap<>();

  private SharedValidator() {}

  static Validator of(RunSettings settings) {
    return BY_RUN.computeIfAbsent(settings.runId(), run -> new Validator(settings.validation()));
  }

  /** Ends the child processes of the run. */
  public static void close(String runId) {
    Validator validator = BY_RUN.remove(runId);
    if (validator != null) {
      validator.close();
    }
  }
}
