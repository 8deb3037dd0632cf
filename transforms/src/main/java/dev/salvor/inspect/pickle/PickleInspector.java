package dev.salvor.inspect.pickle;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Explains pickles and joblib dumps. What is not proved inert is unsafe; in what is, the model is
 * looked for, whatever wraps it.
 */
public final class PickleInspector implements Inspector {
  private static final String LIMIT = "unpacked_bytes";
  private static final long UNPACKED = 16L << 30;

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    ArtifactFile main = staged.artifact().main();
    List<Finding> findings = new ArrayList<>();
    Producer producer = Producer.UNKNOWN;
    if (main.size() == 0) {
      findings.add(Finding.of(Rule.FILE_EMPTY, Location.NONE, "the file is empty (0 bytes)"));
    } else {
      long limit = context.policy().limits().getOrDefault(LIMIT, UNPACKED);
      try (PickleFile file = PickleFile.open(staged.main(), limit)) {
        producer = inspect(staged, file, findings);
      }
    }
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        producer,
        findings.stream().map(finding -> finding.inFile(main.path())).toList(),
        Classification.NEEDS_MIGRATION);
  }

  private static Producer inspect(StagedArtifact staged, PickleFile file, List<Finding> findings)
      throws IOException {
    file.fault().ifPresent(findings::add);
    PickleStream stream = PickleMachine.read(file.source());
    if (TorchFile.isLegacy(stream)) {
      findings.addAll(TorchFile.judge(stream));
      return Producer.of("torch", null);
    }
    Judgement judgement = PickleJudge.judge(stream);
    findings.addAll(judgement.findings());
    if (!findings.isEmpty()) {
      return Producer.UNKNOWN;
    }
    PickleNode root = stream.root().orElse(null);
    if (root == null) {
      findings.add(
          Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.NONE,
              "it holds %d pickles one behind the other; none was taken",
              stream.roots().size()));
      return Producer.UNKNOWN;
    }
    findings.addAll(Companions.check(staged, stream));
    if (!findings.isEmpty()) {
      return Producer.UNKNOWN;
    }
    ModelFinder.Found found = ModelFinder.in(root);
    if (found.models().size() != 1) {
      findings.add(NoModel.explain(found, judgement));
      return Producer.UNKNOWN;
    }
    PickledModel model = found.models().get(0);
    findings.addAll(judge(model, file));
    if (findings.isEmpty()) {
      describe(model, judgement, findings);
    }
    return PickledProducer.of(root, model);
  }

  private static List<Finding> judge(PickledModel model, PickleFile file) throws IOException {
    if (model instanceof PickledModel.H5Dict tree) {
      return H5DictArrays.judge(tree, file);
    }
    return model instanceof PickledModel.EmbeddedFile embedded
        ? EmbeddedFiles.fault(embedded.form(), file.write(embedded.content())).stream().toList()
        : List.of();
  }

  private static void describe(PickledModel model, Judgement judgement, List<Finding> findings) {
    if (!judgement.named().isEmpty()) {
      findings.add(
          new Finding(
              Rule.PICKLE_SALVAGED,
              Level.WARNING,
              "The pickle also holds "
                  + String.join(", ", judgement.named())
                  + ", which is no part of the network: what it did to inputs or outputs has to be"
                  + " done outside the converted model",
              Location.NONE));
    }
    SalvageForm form = model.form();
    findings.add(
        form.convertible()
            ? Finding.of(
                Rule.PICKLE_SALVAGED, Location.NONE, "Proved inert; it holds " + form.label())
            : Finding.of(
                Rule.FILE_FORMAT_UNSUPPORTED,
                Location.NONE,
                "Proved inert; it holds "
                    + form.label()
                    + ", which this version recognises but does not convert yet"));
  }
}
