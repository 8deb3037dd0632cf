package dev.salvor.stage;

import dev.salvor.finding.Outcome;
import dev.salvor.validate.ValidationResult;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An artifact after validation.
 *
 * @param converted the stage before
 * @param result what the run of the model showed; null where nothing was run
 * @param outcome what is settled; null where the model is to be published
 * @param timingMs milliseconds by stage so far
 */
public record Validated(
    Converted converted,
    @Nullable ValidationResult result,
    @Nullable Outcome outcome,
    Map<String, Long> timingMs)
    implements Serializable {
  public Validated {
    timingMs = new LinkedHashMap<>(timingMs);
  }
}
