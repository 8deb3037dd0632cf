package dev.salvor.inspect.pickle;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Explains pickles and joblib dumps. What is not proved inert is unsafe; in what is, the model is
 * looked for, whatever wraps it. A model that lies there as a whole file of another format is that
 * format's to explain: see {@link EmbeddedModel}.
 */
public final class PickleInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    ArtifactFile main = staged.artifact().main();
    List<Finding> findings = new ArrayList<>();
    Producer producer = Producer.UNKNOWN;
    if (main.size() == 0) {
      findings.add(Finding.of(Rule.FILE_EMPTY, Location.NONE, "the file is empty (0 bytes)"));
    } else {
      try (Examination examination = Examination.of(staged, context.policy())) {
        findings.addAll(examination.findings());
        producer = examination.producer();
        examination.model().ifPresent(model -> describe(model, examination, findings));
      }
    }
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        producer,
        findings.stream().map(finding -> finding.inFile(main.path())).toList(),
        Classification.NEEDS_MIGRATION);
  }

  /** Whether {@code file} is a NumPy array file of Python objects, which is a pickle. */
  public static boolean isObjectArray(Path file) throws IOException {
    return ObjectArrays.pickle(ByteSource.of(file)).isPresent();
  }

  private static void describe(
      PickledModel model, Examination examination, List<Finding> findings) {
    List<String> others = examination.others();
    List<String> obstacles = examination.estimator().obstacles();
    if (!others.isEmpty()) {
      findings.add(
          new Finding(
              Rule.PICKLE_SALVAGED,
              Level.WARNING,
              (obstacles.isEmpty() ? "" : String.join("; ", obstacles) + ". ")
                  + "The pickle also holds "
                  + String.join(", ", others)
                  + ", which is no part of the network: what it did to inputs or outputs has to be"
                  + " done outside the converted model",
              Location.NONE));
    }
    if (findings.stream().anyMatch(finding -> finding.level() == Level.ERROR)) {
      return;
    }
    SalvageForm form = model.form();
    findings.add(
        form.convertible()
            ? Finding.of(Rule.PICKLE_SALVAGED, Location.NONE, salvaged(form, examination))
            : Finding.of(
                Rule.FILE_FORMAT_UNSUPPORTED,
                Location.NONE,
                "Proved inert; it holds "
                    + form.label()
                    + ", which this version recognises but does not convert yet"));
  }

  private static String salvaged(SalvageForm form, Examination examination) {
    return "Proved inert; it holds "
        + form.label()
        + examination
            .origin()
            .map(
                origin ->
                    ", as written by "
                        + origin.writer()
                        + ". Elsewhere it cannot be used: "
                        + origin.elsewhere()
                        + ". The model was saved without loading it")
            .orElse("");
  }
}
