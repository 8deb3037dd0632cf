package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.MigrationRecordJson;
import dev.salvor.manifest.PriorRun;
import dev.salvor.stage.ChangeDetection;
import dev.salvor.stage.RunCommit;
import dev.salvor.stage.RunSettings;
import dev.salvor.stage.RunState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Stage 7: all rows to the committed files of the run. Rows are gathered as lines of JSON: the
 * direct runner copies what it gathers with every bundle that comes in, and lines are cheap to
 * copy.
 */
public final class WriteManifest extends PTransform<PCollection<MigrationRecord>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<String> ROWS = new TupleTag<>("rows") {};
  private static final TupleTag<String> STATES = new TupleTag<>("states") {};
  private static final TupleTag<String> ALWAYS = new TupleTag<>("always") {};
  private static final String ALL = "run";
  private static final KvCoder<String, String> LINES =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());

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
    PCollection<KV<String, String>> states =
        artifacts.apply("States", ParDo.of(new StateFn(settings))).setCoder(LINES);
    PCollection<KV<String, String>> lines =
        rows.apply("Rows", ParDo.of(new LineFn())).setCoder(LINES);
    PCollection<KV<String, String>> always =
        rows.getPipeline().apply("Run", Create.of(KV.of(ALL, settings.runId())));
    KeyedPCollectionTuple.of(ROWS, lines)
        .and(STATES, states)
        .and(ALWAYS, always)
        .apply("Gather", CoGroupByKey.create())
        .apply("Commit", ParDo.of(new CommitFn(settings, options)));
    return PDone.in(rows.getPipeline());
  }

  private static final class LineFn extends DoFn<MigrationRecord, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element MigrationRecord row, OutputReceiver<KV<String, String>> out) {
      out.output(KV.of(ALL, MigrationRecordJson.toLine(row)));
    }
  }

  private static final class StateFn extends DoFn<Artifact, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    private final RunSettings settings;

    StateFn(RunSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(@Element Artifact artifact, OutputReceiver<KV<String, String>> out)
        throws IOException {
      RunState state = new ChangeDetection(settings, new BeamStore()).state(artifact);
      out.output(KV.of(ALL, state.toJson()));
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
      List<String> lines = new ArrayList<>();
      run.getValue().getAll(ROWS).forEach(lines::add);
      List<MigrationRecord> rows = PriorRun.rows(lines);
      List<RunState> states = new ArrayList<>();
      for (String line : run.getValue().getAll(STATES)) {
        states.add(RunState.parse(line));
      }
      new RunCommit(settings, new BeamStore()).commit(rows, states, options);
    }
  }
}
