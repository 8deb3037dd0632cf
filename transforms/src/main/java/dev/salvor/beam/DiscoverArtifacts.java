package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.stage.Discovery;
import dev.salvor.stage.RunSettings;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Stage 1: the root of a store to its artifacts. */
public final class DiscoverArtifacts extends PTransform<PBegin, PCollection<Artifact>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;

  public DiscoverArtifacts(RunSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Artifact> expand(PBegin begin) {
    return begin
        .apply("Root", Create.of(settings.input()))
        .apply("List", ParDo.of(new ListFn(settings)))
        .setCoder(SerializableCoder.of(Artifact.class));
  }

  private static final class ListFn extends DoFn<String, Artifact> {
    private static final long serialVersionUID = 1L;

    private final RunSettings settings;
    private final Counter found = RunMetrics.found();

    ListFn(RunSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(OutputReceiver<Artifact> out) throws IOException {
      List<Artifact> artifacts = new Discovery(new BeamStore()).artifacts(settings);
      found.inc(artifacts.size());
      artifacts.forEach(out::output);
    }
  }
}
