package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.ChangeDetection;
import dev.salvor.stage.ChangeDetection.Prior;
import dev.salvor.stage.PriorRows;
import dev.salvor.stage.RunSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Stage 2: what is to be taken up, and the rows of what is not. */
public final class DetectChanges extends PTransform<PCollection<Artifact>, DetectChanges.Result> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<Artifact> CHANGED = new TupleTag<>("changed") {};
  private static final TupleTag<MigrationRecord> SETTLED = new TupleTag<>("settled") {};
  private static final TupleTag<Artifact> NOW = new TupleTag<>("now") {};
  private static final TupleTag<Prior> BEFORE = new TupleTag<>("before") {};

  private final RunSettings settings;

  public DetectChanges(RunSettings settings) {
    this.settings = settings;
  }

  /** Both outputs. */
  public static final class Result implements org.apache.beam.sdk.values.POutput {
    private final PCollectionTuple outputs;

    Result(PCollectionTuple outputs) {
      this.outputs = outputs;
    }

    /** Artifacts to be taken up. */
    public PCollection<Artifact> changed() {
      return outputs.get(CHANGED);
    }

    /** Rows carried on, and rows of what is gone. */
    public PCollection<MigrationRecord> settled() {
      return outputs.get(SETTLED);
    }

    @Override
    public org.apache.beam.sdk.Pipeline getPipeline() {
      return outputs.getPipeline();
    }

    @Override
    public java.util.Map<TupleTag<?>, org.apache.beam.sdk.values.PValue> expand() {
      return outputs.expand();
    }

    @Override
    public void finishSpecifyingOutput(
        String transformName, org.apache.beam.sdk.values.PInput input, PTransform<?, ?> transform) {
      outputs.finishSpecifyingOutput(transformName, input, transform);
    }
  }

  @Override
  public Result expand(PCollection<Artifact> artifacts) {
    PCollection<KV<String, Prior>> before =
        artifacts
            .getPipeline()
            .apply("Runs", Create.of(settings.runs()))
            .apply("ReadPriorRun", ParDo.of(new ReadPriorFn(settings)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Prior.class)));
    PCollection<KV<String, Artifact>> now =
        artifacts
            .apply("ByPath", WithKeys.of(Artifact::path).withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Artifact.class)));
    PCollectionTuple outputs =
        KeyedPCollectionTuple.of(NOW, now)
            .and(BEFORE, before)
            .apply("Join", CoGroupByKey.create())
            .apply(
                "Compare",
                ParDo.of(new CompareFn(settings))
                    .withOutputTags(CHANGED, TupleTagList.of(SETTLED)));
    outputs.get(CHANGED).setCoder(SerializableCoder.of(Artifact.class));
    outputs.get(SETTLED).setCoder(SerializableCoder.of(MigrationRecord.class));
    return new Result(outputs);
  }

  private static final class ReadPriorFn extends DoFn<String, KV<String, Prior>> {
    private static final long serialVersionUID = 1L;

    private final RunSettings settings;

    ReadPriorFn(RunSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(OutputReceiver<KV<String, Prior>> out) throws IOException {
      PriorRows.read(new BeamStore(), settings)
          .forEach((artifact, prior) -> out.output(KV.of(artifact, prior)));
    }
  }

  private static final class CompareFn extends DoFn<KV<String, CoGbkResult>, Artifact> {
    private static final long serialVersionUID = 1L;

    private final RunSettings settings;

    CompareFn(RunSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> element, MultiOutputReceiver out)
        throws IOException {
      ChangeDetection detection = new ChangeDetection(settings, new BeamStore());
      Artifact artifact = element.getValue().getOnly(NOW, null);
      Prior prior = element.getValue().getOnly(BEFORE, null);
      if (artifact == null) {
        settle(detection.removed(prior), out);
        return;
      }
      Optional<List<MigrationRecord>> unchanged =
          prior == null ? Optional.empty() : detection.unchanged(artifact, prior);
      if (unchanged.isPresent()) {
        settle(unchanged.get(), out);
      } else {
        out.get(CHANGED).output(artifact);
      }
    }

    private static void settle(List<MigrationRecord> rows, MultiOutputReceiver out) {
      for (MigrationRecord row : rows) {
        RunMetrics.done(row.outcome()).inc();
        out.get(SETTLED).output(row);
      }
    }
  }
}
