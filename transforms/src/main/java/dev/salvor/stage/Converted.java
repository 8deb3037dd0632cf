package dev.salvor.stage;

import dev.salvor.convert.Reading;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord.SignatureShape;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An artifact after conversion.
 *
 * @param inspected the stage before
 * @param classification what it is, now that conversion was tried
 * @param model the SavedModel; null where there is none to publish
 * @param refusal why there is none, where conversion found that out
 * @param outcome what is settled already: rejected or failed; null where a model goes on
 * @param fixes the recipes that were applied
 * @param findings those of the conversion
 * @param open readings of the artifact that are as possible as the one converted
 * @param timingMs milliseconds by stage so far
 */
public record Converted(
    Inspected inspected,
    Classification classification,
    @Nullable StagedModel model,
    @Nullable Finding refusal,
    @Nullable Outcome outcome,
    List<Fix> fixes,
    List<Finding> findings,
    Set<Reading> open,
    Map<String, Long> timingMs)
    implements Serializable {

  /**
   * A SavedModel on the local disk.
   *
   * @param directory where it lies
   * @param copied whether it is the artifact itself, to be published unchanged
   * @param files its files
   * @param fingerprint digest over them
   * @param signatures by key
   */
  public record StagedModel(
      String directory,
      boolean copied,
      List<SourceFile> files,
      String fingerprint,
      Map<String, SignatureShape> signatures)
      implements Serializable {
    public StagedModel {
      files = List.copyOf(files);
      signatures = new LinkedHashMap<>(signatures);
    }
  }

  public Converted {
    fixes = List.copyOf(fixes);
    findings = List.copyOf(findings);
    open = Set.copyOf(open);
    timingMs = new LinkedHashMap<>(timingMs);
  }
}
