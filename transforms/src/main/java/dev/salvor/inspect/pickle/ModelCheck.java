package dev.salvor.inspect.pickle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.keras.architecture.CodeCheck;
import dev.salvor.inspect.keras.architecture.KerasJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a model that was found in an inert pickle, as far as the pickle shows it. */
final class ModelCheck {
  private ModelCheck() {}

  static List<Finding> findings(PickledModel model, PickleFile file) throws IOException {
    if (model instanceof PickledModel.EmbeddedFile embedded) {
      return EmbeddedFiles.fault(embedded.form(), file.write(embedded.content())).stream().toList();
    }
    List<Finding> findings = new ArrayList<>();
    if (model instanceof PickledModel.H5Dict tree) {
      findings.addAll(H5DictArrays.judge(tree, file));
    }
    try {
      findings.addAll(CodeCheck.findings(config(model)));
    } catch (ArtifactException e) {
      findings.add(e.finding());
    }
    return findings;
  }

  private static JsonNode config(PickledModel model) {
    if (model instanceof PickledModel.ConfigAndWeights byHand) {
      return PickledConfig.of(byHand.architecture());
    }
    Optional<Blob> text =
        ((PickledModel.H5Dict) model).root().value("model_config").flatMap(PickleValues::bytes);
    if (text.isEmpty()) {
      throw Finding.of(
              Rule.KERAS_NO_ARCHITECTURE, Location.NONE, "the pickled model has no model_config")
          .exception();
    }
    return KerasJson.parse(text.get().text(Integer.MAX_VALUE), "the pickled model_config");
  }
}
