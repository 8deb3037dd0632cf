package dev.salvor.inspect.sniff;

import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import java.util.List;
import java.util.Locale;

/**
 * What to say of bytes of no known format. Where the name promises a model the bytes are damaged;
 * elsewhere they are no model.
 */
public final class NamedAs {

  /** What an extension promises. */
  private record Promise(List<String> extensions, Kind kind) {}

  private static final List<Promise> PROMISES =
      List.of(
          new Promise(List.of(".h5", ".hdf5", ".he5"), Kind.KERAS_H5),
          new Promise(List.of(".keras"), Kind.KERAS_V3),
          new Promise(List.of(".pb"), Kind.FROZEN_GRAPH),
          new Promise(List.of(".meta"), Kind.METAGRAPH),
          new Promise(List.of(".index"), Kind.TF1_CHECKPOINT),
          new Promise(List.of(".pkl", ".pickle", ".p", ".dill", ".sav"), Kind.PICKLE),
          new Promise(List.of(".joblib"), Kind.JOBLIB),
          new Promise(List.of(".npy", ".npz"), Kind.NUMPY),
          new Promise(List.of(".zip", ".tar", ".7z", ".tgz"), Kind.ARCHIVE),
          new Promise(List.of(".gz", ".bz2", ".xz", ".zst"), Kind.COMPRESSED),
          new Promise(List.of(".tflite"), Kind.TFLITE),
          new Promise(List.of(".onnx"), Kind.ONNX),
          new Promise(List.of(".pt", ".pth"), Kind.TORCH));

  private NamedAs() {}

  public static Reading expectation(String name, long size) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Promise promise : PROMISES) {
      if (promise.extensions().stream().anyMatch(lower::endsWith)) {
        return Reading.stating(
            promise.kind(),
            promise.kind().label(),
            Rule.FILE_DAMAGED,
            String.format(
                Locale.ROOT,
                "its name says %s, but its %,d byte%s begin like no known format: the beginning is"
                    + " damaged, encrypted or missing",
                promise.kind().label(),
                size,
                size == 1 ? "" : "s"));
      }
    }
    return Reading.notAModel(Kind.OTHER, Kind.OTHER.label());
  }
}
