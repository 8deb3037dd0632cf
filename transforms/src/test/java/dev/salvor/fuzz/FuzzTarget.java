package dev.salvor.fuzz;

import dev.salvor.fuzz.FuzzFile.Packing;
import java.util.List;
import java.util.Locale;

/**
 * How an input is laid out as files. Where there are several, each but the last has its length
 * before it (4 bytes, little-endian). Formats that guard their bytes by checksums have two targets:
 * as they come, and with the checksums set right after the mutation, or nothing behind them would
 * ever be read.
 */
enum FuzzTarget {
  PICKLE("model.pkl"),
  JOBLIB("model.joblib"),
  NUMPY("weights.npy"),
  NPZ("weights.npz"),
  HDF5("model.h5"),
  KERAS("model.keras"),
  /** The configuration and the weights of a .keras archive. */
  KERASPARTS(
      new FuzzFile("model.keras/config.json"),
      new FuzzFile("model.keras/metadata.json", Packing.METADATA),
      new FuzzFile("model.keras/model.weights.h5")),
  ARCHIVE("models.zip"),
  TAR(new FuzzFile("models.tar", Packing.TAR)),
  ARCHITECTURE("model.json"),
  /** An architecture with the weights beside it. */
  PAIR("model.json", "model.h5"),
  YAML("model.yaml"),
  /** The function of a Lambda layer: marshalled bytecode. */
  MARSHAL(new FuzzFile("model.json", Packing.LAMBDA)),
  GRAPH("graph.pb"),
  METAGRAPH("model.meta"),
  /** A graph with its checkpoint. */
  TRAINING(
      new FuzzFile("model.ckpt.meta"),
      new FuzzFile("model.ckpt.index", Packing.TABLE),
      new FuzzFile("model.ckpt.data-00000-of-00001")),
  SESSIONBUNDLE("export.meta", "export-00000-of-00001"),
  SAVEDMODEL("model/saved_model.pb"),
  /** A SavedModel with its variables and its fingerprint. */
  EXPORT(
      new FuzzFile("model/saved_model.pb"),
      new FuzzFile("model/fingerprint.pb"),
      new FuzzFile("model/variables/variables.index", Packing.TABLE),
      new FuzzFile("model/variables/variables.data-00000-of-00001")),
  TEXTGRAPH("model/saved_model.pbtxt"),
  RIEGELI("model/saved_model.cpb"),
  /** Records, each with its length before it: the last says how the others belong together. */
  CHUNKS(new FuzzFile("model/saved_model.cpb", Packing.RECORDS)),
  BUNDLE("model.ckpt.index", "model.ckpt.data-00000-of-00001"),
  BUNDLETABLE(
      new FuzzFile("model.ckpt.index", Packing.TABLE),
      new FuzzFile("model.ckpt.data-00000-of-00001")),
  V1("model.ckpt"),
  V1TABLE(new FuzzFile("model.ckpt", Packing.TABLE)),
  CHECKPOINTSTATE("checkpoint", "model.ckpt.index"),
  TFJS("model.json", "group1-shard1of1.bin"),
  ANY("file.bin");

  private final List<FuzzFile> files;

  FuzzTarget(String... names) {
    this.files = java.util.Arrays.stream(names).map(FuzzFile::new).toList();
  }

  FuzzTarget(FuzzFile... files) {
    this.files = List.of(files);
  }

  static FuzzTarget named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  List<FuzzFile> files() {
    return files;
  }
}
