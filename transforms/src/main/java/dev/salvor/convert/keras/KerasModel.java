package dev.salvor.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.convert.graph.TargetWords;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCatalog;
import dev.salvor.convert.keras.recipes.PolicyAliases;
import dev.salvor.convert.keras.recipes.Recipe;
import dev.salvor.convert.keras.recipes.Recipes;
import dev.salvor.convert.keras.weights.FiniteTensor;
import dev.salvor.convert.keras.weights.TrainableWeights;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.graph.TensorInfos;
import dev.salvor.inspect.keras.architecture.ArchitectureReader;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.inspect.keras.architecture.LayerSpec;
import dev.salvor.inspect.keras.architecture.ModelSpec;
import dev.salvor.inspect.keras.architecture.TensorRef;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.TensorInfo;

/**
 * A Keras model, whatever container it came in: its configuration, who wrote it and its weights,
 * from which an {@link ExportableModel} is made.
 */
public final class KerasModel {
  private final JsonNode config;
  private final Era era;
  private final WeightSource weights;

  /**
   * @param config {@code {"class_name": …, "config": …}} as it was written
   */
  public KerasModel(JsonNode config, Era era, WeightSource weights) {
    this.config = config;
    this.era = era;
    this.weights = weights;
  }

  /**
   * @throws ArtifactException with the layer, argument or weight that stands in the way
   */
  public ExportableModel export(ConversionContext conversion) throws IOException {
    FixLog fixes = new FixLog();
    ArchitectureReader reader =
        new ArchitectureReader(
            normalizer(era, conversion.policy(), fixes), new InputsByWeights(weights, fixes));
    ModelSpec model = reader.read(config);
    BuildContext context = new BuildContext(conversion, era, weights, reader, fixes);
    ModelBuilder builder = new ModelBuilder(context, LayerCatalog.standard());
    Map<String, KerasTensor> inputs = placeholders(model, context);
    LayerState root =
        new LayerState(
            new LayerSpec(
                model.name(),
                "Model",
                model.name(),
                new LayerConfig(modelConfig(), model.name()),
                List.of(),
                Optional.of(model)),
            context.root(),
            List.of());
    Map<String, KerasTensor> outputs =
        distinct(inputs, builder.callModel(root, model, inputs), context);
    WeightSource.Bound bound = weights.bind(root.built());
    fixes.addAll(bound.fixes());
    Set<Weight> trainable = TrainableWeights.of(root.built());
    List<Variable> variables = new ArrayList<>();
    bound
        .data()
        .forEach(
            (weight, data) ->
                variables.add(
                    new Variable(
                        weight.path(),
                        weight.path(),
                        FiniteTensor.of(data, weight),
                        trainable.contains(weight))));
    conversion
        .readings()
        .forEach(reading -> fixes.add(reading.id(), reading.description(), model.name()));
    ExportableModel built =
        new ExportableModel(
            context.root().build(),
            variables,
            List.of(
                new Signature(
                    Signature.SERVING_DEFAULT, Signature.PREDICT, infos(inputs), infos(outputs))),
            context.assets(),
            context.initializers(),
            fixes.fixes(),
            List.of());
    return TargetWords.of(built, conversion.target())
        .leavingOpen(OpenReadings.of(era, root.built()));
  }

  /** Outputs that are inputs as they came in: a session does not fetch what it is fed. */
  private static Map<String, KerasTensor> distinct(
      Map<String, KerasTensor> inputs, Map<String, KerasTensor> outputs, BuildContext context) {
    Set<Tensor> fed =
        Components.of(inputs).values().stream()
            .map(KerasTensor::tensor)
            .collect(Collectors.toSet());
    Map<String, KerasTensor> distinct = new LinkedHashMap<>();
    Components.of(outputs)
        .forEach(
            (name, output) ->
                distinct.put(
                    name,
                    fed.contains(output.tensor())
                        ? KerasTensor.of(
                            context.root().apply("Identity", output.tensor()), output.shape())
                        : output));
    return distinct;
  }

  private ObjectNode modelConfig() {
    ObjectNode inert = config.deepCopy() instanceof ObjectNode object ? object.objectNode() : null;
    if (inert == null) {
      throw new IllegalStateException("the reader lets no other through");
    }
    JsonNode trainable = config.path("config").path("trainable");
    if (trainable.isBoolean()) {
      inert.set("trainable", trainable);
    }
    return inert;
  }

  private static Map<String, KerasTensor> placeholders(ModelSpec model, BuildContext context) {
    Map<String, LayerSpec> layers = new LinkedHashMap<>();
    model.layers().forEach(layer -> layers.put(layer.name(), layer));
    Map<String, KerasTensor> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, TensorRef> input : model.inputs().entrySet()) {
      LayerSpec layer = layers.get(input.getValue().layer());
      if (layer == null || !layer.className().equals("InputLayer")) {
        throw Finding.of(
                Rule.KERAS_CONFIG_DAMAGED,
                Location.layer(model.name()),
                "%s: input %s is not an input layer of the model",
                model.name(),
                input.getKey())
            .exception();
      }
      inputs.put(input.getKey(), placeholder(layer, context));
    }
    return inputs;
  }

  private static KerasTensor placeholder(LayerSpec layer, BuildContext context) {
    LayerConfig config = layer.config();
    config.only("sparse", false);
    JsonNode dims = config.node("batch_shape");
    if (!dims.isArray()) {
      throw config.refused(
          config.has("type_spec")
              ? "the input has the type_spec " + config.node("type_spec").path("serialized")
              : "the input has no shape");
    }
    List<Long> shape = new ArrayList<>();
    dims.forEach(dim -> shape.add(dim.isNull() ? Shape.UNKNOWN : dim.asLong()));
    JsonNode dtype = config.node("dtype");
    String id =
        dtype.isObject() ? dtype.path("config").path("name").asText() : dtype.asText("float32");
    ElementType type =
        ElementType.byId(id)
            .orElseGet(
                () -> id.startsWith("mixed_") ? ElementType.FLOAT32 : refuseDtype(config, id));
    Shape known = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
    return config.flag("ragged", false)
        ? Components.placeholder(context.root(), layer, type, known)
        : KerasTensor.of(context.root().placeholder(layer.name(), type, known), known);
  }

  private static ElementType refuseDtype(LayerConfig config, String id) {
    throw config.refused("input type " + id + " is not supported");
  }

  private static Map<String, TensorInfo> infos(Map<String, KerasTensor> values) {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    Components.of(values)
        .forEach((name, value) -> infos.put(name, TensorInfos.of(value.tensor(), value.shape())));
    return infos;
  }

  /**
   * Applies the policy's aliases and the recipes of {@code era} and logs those that changed
   * something.
   */
  static ArchitectureReader.LayerNormalizer normalizer(Era era, Policy policy, FixLog fixes) {
    List<Recipe> recipes = new ArrayList<>(Recipes.ALL);
    if (!policy.replacements().isEmpty()) {
      recipes.add(0, new PolicyAliases(policy.replacements()));
    }
    return (layer, path) -> {
      for (Recipe recipe : recipes) {
        if (recipe.apply(layer, era)) {
          fixes.add(recipe.id(), recipe.description(), path);
        }
      }
    };
  }

  static ArtifactException unknownLayer(String className, String path) {
    String plain = className.substring(className.indexOf('>') + 1);
    String message =
        LayerCatalog.unsupported(className)
            .map(why -> String.format("%s: %s %s", path, plain, why))
            .orElseGet(() -> unknown(className, path));
    return Finding.of(Rule.KERAS_LAYER_UNKNOWN, Location.layer(path), message).exception();
  }

  private static String unknown(String className, String path) {
    int separator = className.indexOf('>');
    if (separator < 0) {
      return String.format("%s: class '%s' is not a layer of any Keras version", path, className);
    }
    return className.startsWith("custom>")
        ? String.format(
            "%s: class '%s' is not Keras' own, which had none of that name at the time",
            path, className.substring(separator + 1))
        : String.format(
            "%s: class '%s' registered by package '%s'",
            path, className, className.substring(0, separator));
  }
}
