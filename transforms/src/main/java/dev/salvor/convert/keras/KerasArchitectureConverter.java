package dev.salvor.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.convert.keras.weights.checkpoint.CheckpointWeights;
import dev.salvor.convert.keras.weights.legacy.ArrayListWeights;
import dev.salvor.convert.keras.weights.legacy.LegacyH5Weights;
import dev.salvor.convert.keras.weights.path.PathWeights;
import dev.salvor.convert.salvage.SalvageConverter;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.numpy.NpzFile;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.keras.ArchitectureFile;
import dev.salvor.inspect.keras.PickledArrays;
import dev.salvor.inspect.keras.WeightFiles;
import dev.salvor.inspect.keras.architecture.ConfigEra;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.pickle.Examination;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An architecture, JSON or YAML, with the weights beside it. */
public final class KerasArchitectureConverter implements Converter {
  /** Groups of a file with paths; backslashes come from Windows. */
  private static final Pattern PATH_LAYOUT =
      Pattern.compile("vars|(?:layers|_layer_checkpoint_dependencies)(?:\\\\.*)?");

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    JsonNode config = ArchitectureFile.read(staged.main(), inspection.kind());
    WeightFiles files =
        WeightFiles.open(staged)
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.KERAS_NO_WEIGHTS, Location.NONE, "an architecture without weights")
                        .exception());
    try {
      if (files instanceof WeightFiles.Pickled pickled) {
        return pickled(config, PickledArrays.alone(staged, pickled), context);
      }
      ConfigEra era = OpenReadings.read(era(config, files), context);
      return convert(config, era, source(config, era.era(), files), context).readingFrom(files);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static ExportableModel pickled(
      JsonNode config, StagedArtifact pickle, ConversionContext context) throws IOException {
    ConfigEra era = OpenReadings.read(ConfigEra.of(config), context);
    Examination examination = Examination.of(pickle, context.policy());
    try {
      return convert(config, era, SalvageConverter.weightsAlone(examination, era.era()), context)
          .readingFrom(examination::close);
    } catch (IOException | RuntimeException e) {
      examination.close();
      throw e;
    }
  }

  private static ExportableModel convert(
      JsonNode config, ConfigEra written, WeightSource weights, ConversionContext context)
      throws IOException {
    return new KerasModel(config, written.era(), weights)
        .export(context)
        .saying(written.assumed().stream().toList());
  }

  /** As the architecture states it, else as the weights do. */
  private static ConfigEra era(JsonNode config, WeightFiles files) {
    ConfigEra written = ConfigEra.of(config);
    if (written.version() == null && files instanceof WeightFiles.H5 h5) {
      Group group = h5.root().group("model_weights").orElse(h5.root());
      Optional<String> version =
          group.text("keras_version").or(() -> h5.root().text("keras_version"));
      if (version.isPresent()) {
        return ConfigEra.stated(version.get(), group.text("backend").orElse(null));
      }
    }
    return written;
  }

  private static WeightSource source(JsonNode config, Era era, WeightFiles files)
      throws IOException {
    if (files instanceof WeightFiles.H5 h5) {
      return h5(config, era, h5.root());
    } else if (files instanceof WeightFiles.Shards shards) {
      return new PathWeights(shards.roots(), config);
    } else if (files instanceof WeightFiles.Checkpoint checkpoint) {
      return CheckpointWeights.of(checkpoint.reader());
    } else if (files instanceof WeightFiles.Npz npz) {
      return new ArrayListWeights(arrays(npz.file()), era);
    }
    throw new IllegalStateException("a pickle is examined first");
  }

  /** Keras 3's layout and the older one may both be named .weights.h5: the content tells. */
  private static WeightSource h5(JsonNode config, Era era, Group root) {
    Group group = root.group("model_weights").orElse(root);
    boolean legacy =
        group.hasAttribute("layer_names")
            || group.hasAttribute("layer_names0")
            || group.hasAttribute("nb_layers");
    if (!legacy && isPathLayout(root)) {
      return new PathWeights(List.of(root), config);
    }
    if (!legacy) {
      throw Finding.of(
              Rule.H5_NOT_KERAS,
              Location.NONE,
              "the HDF5 file beside the architecture holds no weights of Keras")
          .exception();
    }
    return new LegacyH5Weights(group, arrayEra(era, group));
  }

  private static boolean isPathLayout(Group root) {
    return root.children().stream().anyMatch(name -> PATH_LAYOUT.matcher(name).matches());
  }

  /** Keras 1 stated no version in its weights, later ones always did (engine/saving.py). */
  private static Era arrayEra(Era era, Group group) {
    Optional<String> version = group.text("keras_version");
    if (version.isPresent()) {
      return Era.of(version.get(), group.text("backend").orElse(era.backend()));
    }
    return era.major() == 1 ? era : Era.of(null, group.text("backend").orElse(null));
  }

  /** {@code arr_0}, {@code arr_1}…: what {@code np.savez(path, *model.get_weights())} writes. */
  private static List<TensorData> arrays(NpzFile file) throws IOException {
    List<String> names = new ArrayList<>(file.names());
    if (names.stream().allMatch(name -> name.matches("arr_\\d{1,9}"))) {
      names.sort(Comparator.comparingInt(name -> Integer.parseInt(name.substring(4))));
    }
    List<TensorData> arrays = new ArrayList<>();
    for (String name : names) {
      arrays.add(file.tensor(name));
    }
    return arrays;
  }
}
