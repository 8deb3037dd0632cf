package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.ChangeDetection;
import dev.salvor.stage.RunCommit;
import dev.salvor.stage.RunSettings;
import dev.salvor.stage.RunState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTag;

/** Stage 7: all rows to the committed files of the run. */
public final class WriteManifest extends PTransform<PCollection<MigrationRecord>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<MigrationRecord> ROWS = new TupleTag<>("rows") {};
  private static final TupleTag<RunState> STATES = new TupleTag<>("states") {};
  private static final TupleTag<String> ALWAYS = new TupleTag<>("always") {};
  private static final String ALL = "run";

  private final RunSettings settings;
  private final Map<String, String> options;
  private final transient PCollection<Artifact> artifacts;

  /**
   * @param artifacts all that were found, for their state
   */
  public WriteManifest(
      RunSettings settings, Map<String, String> options, PCollection<Artifact> artifacts) {
    this.settings = settings;
    this.options = Map.copyOf(options);
    this.artifacts = artifacts;
  }

  @Override
  public PDone expand(PCollection<MigrationRecord> rows) {
    PCollection<KV<String, RunState>> states =
        artifacts
            .apply("States", ParDo.of(new StateFn(settings)))
            .setCoder(SerializableCoder.of(RunState.class))
            .apply("StatesOfRun", WithKeys.<String, RunState>of(ALL))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(RunState.class)));
    PCollection<KV<String, MigrationRecord>> keyed =
        rows.apply("RowsOfRun", WithKeys.<String, MigrationRecord>of(ALL))
            .setCoder(
                KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(MigrationRecord.class)));
    PCollection<KV<String, String>> always =
        rows.getPipeline().apply("Run", Create.of(KV.of(ALL, settings.runId())));
    KeyedPCollectionTuple.of(ROWS, keyed)
        .and(STATES, states)
        .and(ALWAYS, always)
        .apply("Gather", CoGroupByKey.create())
        .apply("Commit", ParDo.of(new CommitFn(settings, options)));
    return PDone.in(rows.getPipeline());
  }

  private static final class StateFn extends DoFn<Artifact, RunState> {
    private static final long serialVersionUID = 1L;

    private final RunSettings settings;

    StateFn(RunSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(@Element Artifact artifact, OutputReceiver<RunState> out)
        throws IOException {
      out.output(new ChangeDetection(settings, new BeamStore()).state(artifact));
    }
  }

  private static final class CommitFn extends DoFn<KV<String, CoGbkResult>, Void> {
    private static final long serialVersionUID = 1L;

    private final RunSettings settings;
    private final Map<String, String> options;

    CommitFn(RunSettings settings, Map<String, String> options) {
      this.settings = settings;
      this.options = options;
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> run) throws IOException {
      List<MigrationRecord> rows = new ArrayList<>();
      run.getValue().getAll(ROWS).forEach(rows::add);
      List<RunState> states = new ArrayList<>();
      run.getValue().getAll(STATES).forEach(states::add);
      new RunCommit(settings, new BeamStore()).commit(rows, states, options);
    }
  }
}
