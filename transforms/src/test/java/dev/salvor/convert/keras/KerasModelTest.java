package dev.salvor.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

class KerasModelTest {

  /** An output of Keras 3's form: {@code t("emb", 0)}. */
  private static String t(String layer, int output) {
    return "{\"class_name\": \"__keras_tensor__\", \"config\": {\"keras_history\": [\""
        + layer
        + "\", 0, "
        + output
        + "]}}";
  }

  private static String layer(String className, String config, String args, String kwargs) {
    String name = config.replaceFirst(".*\"name\": \"(\\w+)\".*", "$1");
    return "{\"class_name\": \""
        + className
        + "\", \"name\": \""
        + name
        + "\", \"config\": {"
        + config
        + "}, \"inbound_nodes\": ["
        + (args.isEmpty() ? "" : "{\"args\": [" + args + "], \"kwargs\": {" + kwargs + "}}")
        + "]}";
  }

  private static String model(String output, String... layers) {
    return "{\"class_name\": \"Functional\", \"config\": {\"name\": \"m\", \"layers\": ["
        + String.join(", ", layers)
        + "], \"input_layers\": [[\"ids\", 0, 0]], \"output_layers\": [[\""
        + output
        + "\", 0, 0]]}}";
  }

  private static final String IDS =
      layer(
          "InputLayer",
          "\"name\": \"ids\", \"batch_shape\": [null, 4], \"dtype\": \"int32\"",
          "",
          "");
  private static final String EMBEDDING =
      layer(
          "Embedding",
          "\"name\": \"emb\", \"input_dim\": 5, \"output_dim\": 3, \"mask_zero\": true",
          t("ids", 0),
          "");

  private static String lstm(String kwargs) {
    return layer(
        "LSTM",
        "\"name\": \"dec\", \"units\": 2, \"activation\": \"tanh\","
            + " \"recurrent_activation\": \"sigmoid\"",
        t("emb", 0),
        kwargs);
  }

  @Test
  void masksThatTravelReachARecurrentLayer() throws IOException {
    assertThat(masked(model("dec", IDS, EMBEDDING, lstm("")))).isTrue();
  }

  /** keras/src/layers/layer.py hands a mask over to layers with one tensor argument only. */
  @Test
  void noMaskReachesALayerThatIsAlsoGivenItsState() throws IOException {
    String state = layer("GlobalMaxPooling1D", "\"name\": \"pool\"", t("emb", 0), "");
    String narrow = layer("Dense", "\"name\": \"state\", \"units\": 2", t("pool", 0), "");
    String kwargs = "\"initial_state\": [" + t("state", 0) + ", " + t("state", 0) + "]";
    assertThat(masked(model("dec", IDS, EMBEDDING, state, narrow, lstm(kwargs)))).isFalse();
  }

  /** Weights of layers that are not to be trained, and the statistics of the others, are not. */
  @Test
  void variablesSayWhetherTheyAreTrainable() throws IOException {
    String dense = layer("Dense", "\"name\": \"out\", \"units\": 2", t("norm", 0), "");
    String norm = layer("BatchNormalization", "\"name\": \"norm\", \"axis\": -1", t("pool", 0), "");
    String pool = layer("GlobalMaxPooling1D", "\"name\": \"pool\"", t("frozen", 0), "");
    String frozen =
        layer("Dense", "\"name\": \"frozen\", \"units\": 2, \"trainable\": false", t("emb", 0), "");
    assertThat(export(model("out", IDS, EMBEDDING, frozen, pool, norm, dense)).variables())
        .filteredOn(Variable::trainable)
        .extracting(Variable::node)
        .containsExactlyInAnyOrder(
            "emb/embeddings", "norm/gamma", "norm/beta", "out/kernel", "out/bias");
  }

  @Test
  void anInputThatIsAnOutputIsFetchedThroughANodeOfItsOwn() throws IOException {
    ExportableModel exported =
        export(
            model(
                "same",
                IDS,
                layer("Dropout", "\"name\": \"same\", \"rate\": 0.5", t("ids", 0), "")));
    String fed = exported.signatures().get(0).inputs().get("ids").getName();
    assertThat(exported.signatures().get(0).outputs().get("same").getName()).isNotEqualTo(fed);
  }

  /** Whether something reads the mask that the embedding made. */
  private static boolean masked(String json) throws IOException {
    List<NodeDef> nodes = export(json).graph().getNodeList();
    String mask =
        nodes.stream()
            .filter(n -> n.getOp().equals("NotEqual"))
            .findFirst()
            .orElseThrow()
            .getName();
    return nodes.stream()
        .flatMap(node -> node.getInputList().stream())
        .anyMatch(input -> input.equals(mask) || input.equals(mask + ":0"));
  }

  private static ExportableModel export(String json) throws IOException {
    return new KerasModel(KerasJson.parse(json, "test"), Era.of("3.6.0", null), new Zeros())
        .export(new ConversionContext(TargetRuntime.named("tf-2.18"), Policy.NONE));
  }

  /** Weights of any model. */
  private record Zeros() implements WeightSource {
    @Override
    public Bound bind(BuiltLayer model) {
      Map<Weight, TensorData> data = new LinkedHashMap<>();
      collect(model, data);
      return new Bound(data, List.of());
    }

    private static void collect(BuiltLayer layer, Map<Weight, TensorData> data) {
      for (Weight weight : layer.own()) {
        int bytes = (int) weight.shape().elements() * weight.type().size();
        data.put(weight, new HeapTensor(ElementType.FLOAT32, weight.shape(), new byte[bytes]));
      }
      layer.children().values().forEach(child -> collect(child, data));
    }

    @Override
    public Optional<List<Shape>> stored(List<String> path) {
      return Optional.empty();
    }
  }
}
