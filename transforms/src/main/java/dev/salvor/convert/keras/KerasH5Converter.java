package dev.salvor.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.weights.legacy.LegacyH5Weights;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import java.io.IOException;

/** Whole-model HDF5 files of Keras 1, Keras 2, tf.keras and Keras 3's legacy format. */
public final class KerasH5Converter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    Hdf5File file = Hdf5File.open(staged.main());
    try {
      return convert(file.root(), context).readingFrom(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The model in an open file, which must stay open until the model is written. */
  public static ExportableModel convert(Group root, ConversionContext context) throws IOException {
    String text =
        root.text("model_config")
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.KERAS_NO_ARCHITECTURE,
                            Location.NONE,
                            "the file has no attribute model_config")
                        .exception());
    JsonNode config = KerasJson.parse(text, "attribute model_config");
    Group weights =
        root.group("model_weights")
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.KERAS_WEIGHTS_MISSING,
                            Location.tensor("model_weights"),
                            "the file has a model_config and no group model_weights")
                        .exception());
    Era era = OpenReadings.read(era(root, weights), context);
    return new KerasModel(config, era, new LegacyH5Weights(weights, era)).export(context);
  }

  /** The attributes of the weights' group win: Keras reads those (engine/saving.py). */
  static Era era(Group root, Group weights) {
    return Era.of(
        root.text("keras_version").or(() -> weights.text("keras_version")).orElse(null),
        weights.text("backend").or(() -> root.text("backend")).orElse(null));
  }
}
