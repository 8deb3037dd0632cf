package dev.salvor.inspect.pickle;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.artifact.archive.ArchiveLimits;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.inspect.pickle.PickledModel.Weights;
import dev.salvor.inspect.pickle.estimator.EstimatorReader;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pickle that was read, judged and searched for its model. Stays open while the model's arrays
 * are read.
 */
public final class Examination implements AutoCloseable {
  private final StagedArtifact staged;
  private final PickleFile file;
  private final List<Finding> findings = new ArrayList<>();
  private Producer producer = Producer.UNKNOWN;
  private List<String> others = List.of();
  private EstimatorReader.Found estimator = EstimatorReader.Found.NONE;
  private @Nullable PickledModel model;
  private @Nullable Origin origin;
  private @Nullable Weights weights;

  private Examination(StagedArtifact staged, PickleFile file) {
    this.staged = staged;
    this.file = file;
  }

  /** Reads the main file of {@code staged}. */
  public static Examination of(StagedArtifact staged, Policy policy) throws IOException {
    PickleFile file = PickleFile.open(staged.main(), ArchiveLimits.ofPickle(policy.limits()));
    try {
      Examination examination = new Examination(staged, file);
      examination.examine();
      return examination;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void examine() throws IOException {
    file.fault().ifPresent(findings::add);
    if (file.fault().filter(fault -> fault.rule() == Rule.ARCHIVE_BOMB).isPresent()) {
      return;
    }
    ByteSource source = ObjectArrays.pickle(file.source()).orElse(file.source());
    PickleStream stream = PickleMachine.read(source);
    if (TorchFile.isLegacy(stream)) {
      findings.addAll(TorchFile.judge(stream));
      producer = Producer.of("torch", null);
      return;
    }
    Judgement judgement = PickleJudge.judge(stream);
    findings.addAll(judgement.findings());
    if (!findings.isEmpty()) {
      return;
    }
    Optional<PickleNode> root = stream.root();
    if (root.isEmpty()) {
      findings.add(
          Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.NONE,
              "it holds %d pickles one behind the other; none was taken",
              stream.roots().size()));
      return;
    }
    findings.addAll(Companions.check(staged, stream));
    if (findings.isEmpty()) {
      search(root.get(), judgement);
    }
  }

  private void search(PickleNode root, Judgement judgement) throws IOException {
    ModelFinder.Found found = ModelFinder.in(root);
    if (found.models().size() != 1) {
      weights = WeightShapes.of(root).orElse(null);
      findings.add(NoModel.explain(found, judgement));
      return;
    }
    PickledModel only = found.models().get(0);
    findings.addAll(ModelCheck.findings(only, file));
    producer = PickledProducer.of(root, only);
    origin = Origin.of(root, only.form()).orElse(null);
    estimator = EstimatorReader.in(root, ModelFinder::isModel);
    others =
        estimator.estimator().isPresent()
            ? judgement.named().stream().filter(estimator.beside()::contains).toList()
            : judgement.named();
    model = only;
  }

  public StagedArtifact staged() {
    return staged;
  }

  public PickleFile file() {
    return file;
  }

  /** What is unsafe, not proved, damaged or missing. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  public Producer producer() {
    return producer;
  }

  /** Who pickles models so, and what others say of it. */
  Optional<Origin> origin() {
    return Optional.ofNullable(origin);
  }

  /** What stands around the model and is understood, or why it is not. */
  public EstimatorReader.Found estimator() {
    return estimator;
  }

  /**
   * Classes beside the model that are no part of it, nor of an {@link #estimator} that is
   * understood: scalers, encoders, training records.
   */
  public List<String> others() {
    return others;
  }

  /** The one model of an inert pickle; what {@link #findings} say of it still holds. */
  public Optional<PickledModel> model() {
    return Optional.ofNullable(model);
  }

  /** The arrays of a pickle that holds nothing else; their architecture may lie beside it. */
  public Optional<Weights> weights() {
    return Optional.ofNullable(weights);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
