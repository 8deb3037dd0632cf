package dev.salvor.convert;

import dev.salvor.convert.graph.FrozenGraphConverter;
import dev.salvor.convert.graph.MetaGraphConverter;
import dev.salvor.convert.graph.SavedModelConverter;
import dev.salvor.convert.graph.SessionBundleConverter;
import dev.salvor.convert.keras.KerasArchitectureConverter;
import dev.salvor.convert.keras.KerasArchiveConverter;
import dev.salvor.convert.keras.KerasH5Converter;
import dev.salvor.convert.keras.PairedCheckpointConverter;
import dev.salvor.convert.salvage.SalvageConverter;
import dev.salvor.finding.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The table of converters: one a kind. */
public final class Converters {
  private static final Map<Kind, Converter> TABLE = table();

  private Converters() {}

  public static Optional<Converter> of(Kind kind) {
    return Optional.ofNullable(TABLE.get(kind));
  }

  private static Map<Kind, Converter> table() {
    Map<Kind, Converter> table = new EnumMap<>(Kind.class);
    table.put(Kind.KERAS_H5, new KerasH5Converter());
    table.put(Kind.KERAS_V3, new KerasArchiveConverter());
    table.put(Kind.KERAS_JSON, new KerasArchitectureConverter());
    table.put(Kind.KERAS_YAML, new KerasArchitectureConverter());
    table.put(Kind.FROZEN_GRAPH, new FrozenGraphConverter());
    table.put(Kind.METAGRAPH, new MetaGraphConverter());
    table.put(Kind.SESSION_BUNDLE, new SessionBundleConverter());
    table.put(Kind.SAVED_MODEL, new SavedModelConverter());
    table.put(Kind.TF1_CHECKPOINT, new PairedCheckpointConverter());
    table.put(Kind.TF2_CHECKPOINT, new PairedCheckpointConverter());
    table.put(Kind.PICKLE, new SalvageConverter());
    table.put(Kind.JOBLIB, new SalvageConverter());
    table.put(Kind.NUMPY, new SalvageConverter());
    return table;
  }
}
