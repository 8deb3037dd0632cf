package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointEntry;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.ObjectGraph;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lists a checkpoint that has no graph and no architecture beside it: it is no model alone. */
public final class CheckpointInspector implements Inspector {
  private static final int LISTED = 12;

  /** State of optimizers and savers, which is no part of a model. */
  private static final Pattern STATE =
      Pattern.compile(
          ".*/(Adam|Adam_1|Momentum|RMSProp|RMSProp_1|Adagrad|Ftrl|Ftrl_1|Adadelta)"
              + "|beta[12]_power|.*\\.OPTIMIZER_SLOT.*|optimizer/.*|save_counter/.*|_CHECKPOINT.*");

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    List<Finding> findings = new ArrayList<>();
    String prefix = prefix(staged.artifact().path());
    try {
      CheckpointReader checkpoint = CheckpointReader.open(staged.root().resolve(prefix), prefix);
      findings.addAll(checkpoint.verify());
      findings.add(listing(checkpoint, context.kind(), prefix));
    } catch (ArtifactException e) {
      findings.add(e.finding());
    }
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        Producer.of("tensorflow", null),
        findings,
        Classification.UNSUPPORTED);
  }

  /** The prefix that one of the files of a checkpoint belongs to. */
  private static String prefix(String path) {
    return path.replaceFirst("\\.(index|data-\\d{5}-of-\\d{5})$", "");
  }

  private static Finding listing(CheckpointReader checkpoint, Kind kind, String prefix) {
    List<CheckpointEntry> weights =
        checkpoint.entries().stream()
            .filter(entry -> !STATE.matcher(entry.key()).matches())
            .toList();
    long values = weights.stream().mapToLong(entry -> Math.max(0, entry.shape().elements())).sum();
    String listed =
        weights.stream()
            .limit(LISTED)
            .map(entry -> entry.key() + " " + entry.shape())
            .collect(Collectors.joining(", "));
    boolean objects = checkpoint.entry(ObjectGraph.KEY).isPresent();
    Path name = Path.of(prefix).getFileName();
    return Finding.of(
        Rule.CHECKPOINT_ALONE,
        Location.file(prefix),
        "a checkpoint alone: %,d tensors, of them %,d weights with %,d values (%s%s), and %s",
        checkpoint.entries().size(),
        weights.size(),
        values,
        listed,
        weights.size() > LISTED ? ", …" : "",
        objects || kind == Kind.TF2_CHECKPOINT
            ? "no architecture for these weights: " + name + ".json or the model's SavedModel"
            : "no graph: " + name + ".meta");
  }
}
