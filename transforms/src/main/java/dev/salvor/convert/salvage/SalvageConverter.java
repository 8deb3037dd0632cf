package dev.salvor.convert.salvage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.KerasH5Converter;
import dev.salvor.convert.keras.KerasModel;
import dev.salvor.convert.keras.OpenReadings;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.convert.keras.weights.legacy.ArrayListWeights;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.keras.architecture.ConfigEra;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.pickle.Examination;
import dev.salvor.inspect.pickle.PickledConfig;
import dev.salvor.inspect.pickle.PickledModel;
import dev.salvor.inspect.pickle.PickledModel.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models whose parts lie in a pickle as data: the dictionaries of Keras 2.2.3 to 2.3, and an
 * architecture with its arrays. The pickle is examined again, and what it holds stays in it until
 * it is written.
 */
public final class SalvageConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    Examination examination = Examination.of(staged, context.policy());
    try {
      return convert(examination, context).readingFrom(examination::close);
    } catch (IOException | RuntimeException e) {
      examination.close();
      throw e;
    }
  }

  private static ExportableModel convert(Examination examination, ConversionContext context)
      throws IOException {
    PickledModel model =
        examination
            .model()
            .filter(found -> examination.findings().isEmpty())
            .orElseThrow(() -> refusal(examination));
    if (model instanceof PickledModel.H5Dict tree) {
      return KerasH5Converter.convert(new H5DictGroup(tree.root(), "", examination), context);
    } else if (model instanceof PickledModel.ConfigAndWeights parts) {
      return convert(parts, examination, context);
    }
    throw Finding.of(
            Rule.FILE_FORMAT_UNSUPPORTED,
            Location.NONE,
            "it holds %s, which goes through the converter of that format",
            model.form().label())
        .exception();
  }

  /**
   * The weights in a pickle that lies beside its architecture; they can be read as long as {@code
   * examination} is open.
   *
   * @throws ArtifactException where it is not safe or holds no arrays
   */
  public static WeightSource weightsAlone(Examination examination, Era era) throws IOException {
    Weights stored = examination.weights().orElseThrow(() -> refusal(examination));
    Optional<Finding> unsafe =
        examination.findings().stream()
            .filter(finding -> finding.rule() != Rule.KERAS_NO_ARCHITECTURE)
            .findFirst();
    if (unsafe.isPresent()) {
      throw unsafe.get().exception();
    }
    return weights(stored, new PickledTensors(examination), era);
  }

  private static ExportableModel convert(
      PickledModel.ConfigAndWeights parts, Examination examination, ConversionContext context)
      throws IOException {
    JsonNode config = PickledConfig.of(parts.architecture());
    ConfigEra era = OpenReadings.read(ConfigEra.of(config), context);
    WeightSource weights = weights(parts.weights(), new PickledTensors(examination), era.era());
    return new KerasModel(config, era.era(), weights)
        .export(context)
        .saying(era.assumed().stream().toList());
  }

  private static WeightSource weights(Weights stored, PickledTensors tensors, Era era)
      throws IOException {
    if (stored instanceof Weights.ByName byName) {
      Map<String, List<TensorData>> arrays = new LinkedHashMap<>();
      for (int i = 0; i < byName.names().size(); i++) {
        arrays.put(
            byName.names().get(i), all(byName.arrays().get(i), tensors, byName.names().get(i)));
      }
      return new NamedArrayWeights(arrays, era);
    }
    if (stored instanceof Weights.ByVariable byVariable) {
      Map<String, TensorData> variables = new LinkedHashMap<>();
      for (int i = 0; i < byVariable.names().size(); i++) {
        String name = byVariable.names().get(i);
        variables.put(name, tensors.of(byVariable.arrays().get(i), name));
      }
      return new VariableWeights(variables, era);
    }
    List<PickleNode> inOrder =
        stored instanceof Weights.ByPosition layers
            ? layers.layers().stream().flatMap(List::stream).toList()
            : ((Weights.InOrder) stored).arrays();
    return new ArrayListWeights(all(inOrder, tensors, "weights"), era);
  }

  private static List<TensorData> all(List<PickleNode> arrays, PickledTensors tensors, String name)
      throws IOException {
    List<TensorData> data = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      data.add(tensors.of(arrays.get(i), name + "[" + i + "]"));
    }
    return data;
  }

  private static ArtifactException refusal(Examination examination) {
    return examination.findings().stream()
        .findFirst()
        .orElseGet(() -> Finding.of(Rule.FILE_NOT_A_MODEL, Location.NONE, "it holds no model"))
        .exception();
  }
}
