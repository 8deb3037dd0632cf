package dev.salvor.validate;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What running a model showed.
 *
 * @param evidence what it was compared with
 * @param device {@code cpu} or {@code gpu}: where it ran; {@code none} where it did not
 * @param samples recorded samples: the sum of the first dimensions of the signatures' first inputs
 * @param seed of made-up inputs; null where inputs were recorded
 * @param outputs one comparison an output, in the order of the golden
 * @param findings an error for each reason not to publish the model
 */
public record ValidationResult(
    Evidence evidence,
    String device,
    long samples,
    @Nullable Long seed,
    List<Comparison> outputs,
    List<Finding> findings)
    implements Serializable {

  /** Of a model that cannot be run here. */
  public static final ValidationResult NOT_RUN =
      new ValidationResult(Evidence.NONE, "none", 0, null, List.of(), List.of());

  public ValidationResult {
    outputs = List.copyOf(outputs);
    findings = List.copyOf(findings);
  }

  /** This result with one more thing to say. */
  public ValidationResult saying(Finding finding) {
    List<Finding> all = new ArrayList<>(findings);
    all.add(finding);
    return new ValidationResult(evidence, device, samples, seed, outputs, all);
  }

  /** Whether the model may be published: it runs, and nothing contradicts it. */
  public boolean passed() {
    return findings.stream().noneMatch(finding -> finding.level() == Level.ERROR);
  }
}
