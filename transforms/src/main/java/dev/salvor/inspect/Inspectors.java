package dev.salvor.inspect;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.graph.CheckpointInspector;
import dev.salvor.inspect.graph.FrozenGraphInspector;
import dev.salvor.inspect.graph.MetaGraphInspector;
import dev.salvor.inspect.graph.SavedModelInspector;
import dev.salvor.inspect.graph.SessionBundleInspector;
import dev.salvor.inspect.keras.KerasArchitectureInspector;
import dev.salvor.inspect.keras.KerasArchiveInspector;
import dev.salvor.inspect.keras.KerasH5Inspector;
import dev.salvor.inspect.keras.PairedCheckpointInspector;
import dev.salvor.inspect.pickle.PickleInspector;
import dev.salvor.inspect.pickle.TorchInspector;
import dev.salvor.inspect.simple.NumpyInspector;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The table of inspectors: one a kind. A kind without one is refused, saying exactly that. */
public final class Inspectors {
  private static final Map<Kind, Inspector> TABLE = table();

  private Inspectors() {}

  public static Inspector of(Kind kind) {
    return TABLE.getOrDefault(kind, Inspectors::withoutInspector);
  }

  private static Map<Kind, Inspector> table() {
    Map<Kind, Inspector> table = new EnumMap<>(Kind.class);
    table.put(Kind.KERAS_H5, new KerasH5Inspector());
    table.put(Kind.KERAS_WEIGHTS_H5, new KerasH5Inspector());
    table.put(Kind.HDF5, new KerasH5Inspector());
    table.put(Kind.KERAS_V3, new KerasArchiveInspector());
    table.put(Kind.KERAS_JSON, new KerasArchitectureInspector());
    table.put(Kind.KERAS_YAML, new KerasArchitectureInspector());
    table.put(Kind.SAVED_MODEL, new SavedModelInspector());
    table.put(Kind.FROZEN_GRAPH, new FrozenGraphInspector());
    table.put(Kind.METAGRAPH, new MetaGraphInspector());
    table.put(Kind.SESSION_BUNDLE, new SessionBundleInspector());
    table.put(Kind.TF1_CHECKPOINT, new PairedCheckpointInspector(new CheckpointInspector()));
    table.put(Kind.TF2_CHECKPOINT, new PairedCheckpointInspector(new CheckpointInspector()));
    table.put(Kind.PICKLE, new PickleInspector());
    table.put(Kind.JOBLIB, new PickleInspector());
    table.put(Kind.TORCH, new TorchInspector());
    table.put(Kind.NUMPY, new NumpyInspector());
    return table;
  }

  private static Inspection withoutInspector(
      dev.salvor.artifact.StagedArtifact staged, InspectionContext context) {
    Kind kind = context.kind();
    Finding finding =
        switch (kind) {
          case PICKLE, JOBLIB, TORCH ->
              Finding.of(
                  Rule.PICKLE_UNPROVEN,
                  Location.NONE,
                  "a %s could not be proved safe",
                  kind.label());
          default ->
              Finding.of(
                  Rule.FILE_FORMAT_UNSUPPORTED,
                  Location.NONE,
                  "a %s is recognised but not inspected yet, so it is not published",
                  kind.label());
        };
    return Inspection.of(
        staged.artifact(), kind, Producer.UNKNOWN, List.of(finding), Classification.UNSUPPORTED);
  }
}
