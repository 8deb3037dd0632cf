package dev.salvor.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.weights.path.LayerAssets;
import dev.salvor.convert.keras.weights.path.PathWeights;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.kerasarchive.KerasArchive;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.keras.OpenArchive;
import dev.salvor.inspect.keras.architecture.ConfigEra;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code .keras} archives of Keras 3 and of tf.keras since 2.12, zipped or as a directory. */
public final class KerasArchiveConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    OpenArchive open = OpenArchive.of(staged);
    try {
      KerasArchive archive = open.archive();
      JsonNode config = KerasJson.parse(archive.config(), KerasArchive.CONFIG);
      List<Group> weights = open.weights();
      return new KerasModel(
              config,
              era(archive, config),
              new PathWeights(weights, config, LayerAssets.of(archive)))
          .export(context)
          .readingFrom(open);
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /** Keras loads archives without metadata.json: the configuration tells who wrote them. */
  private static Era era(KerasArchive archive, JsonNode config) throws IOException {
    Optional<String> version =
        archive
            .metadata()
            .map(text -> KerasJson.parse(text, "metadata.json").path("keras_version"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue);
    return version.isPresent() ? Era.of(version.get(), null) : ConfigEra.of(config).era();
  }
}
