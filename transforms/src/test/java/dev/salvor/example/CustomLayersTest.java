package dev.salvor.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.KerasModel;
import dev.salvor.convert.keras.layers.LayerCatalog;
import dev.salvor.convert.keras.layers.PolicyCheck;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.policy.Policy;
import dev.salvor.policy.PolicyReader;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

/** What docs/custom-layers.md promises, with the sources that it shows. */
class CustomLayersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("..", "docs", "custom-layers.md");

  @Test
  void thePageShowsTheseSources() throws IOException {
    Matcher shown =
        Pattern.compile("<!-- source: (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    int count = 0;
    while (shown.find()) {
      assertThat(shown.group(2)).isEqualTo(Files.readString(Path.of("..").resolve(shown.group(1))));
      count++;
    }
    assertThat(count).isEqualTo(3);
  }

  @Test
  void thePoliciesOnThePageAreRight() throws IOException {
    Matcher shown =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    int count = 0;
    while (shown.find()) {
      assertThat(PolicyCheck.problems(PolicyReader.read(shown.group(1)))).isEmpty();
      count++;
    }
    assertThat(count).isEqualTo(2);
  }

  @Test
  void aProviderOnTheClassPathIsFound() throws IOException {
    ExportableModel model = convert("acme>ScaledTanh", "{\"slope\": 0.5}", Policy.NONE);
    assertThat(model.graph().getNodeList()).extracting(NodeDef::getOp).contains("Tanh");
    assertThat(model.variables())
        .singleElement()
        .satisfies(scale -> assertThat(scale.data().shape()).isEqualTo(Shape.of(4)));
  }

  @Test
  void whatTheClassDoesNotReadIsRefused() {
    assertThatThrownBy(() -> convert("acme>ScaledTanh", "{\"offset\": 1}", Policy.NONE))
        .hasMessageContaining("offset");
  }

  @Test
  void aBuiltInWithArgumentsMapped() throws IOException {
    Policy policy =
        PolicyReader.read(
            """
            {"objects": {"acme>Norm": {"layer": "GroupNormalization",
                "map": {"num_groups": "groups", "eps": "epsilon", "debug": null},
                "set": {"axis": -1, "center": false}}}}
            """);
    ExportableModel model =
        convert("acme>Norm", "{\"num_groups\": 2, \"eps\": 0.01, \"debug\": true}", policy);
    assertThat(model.variables()).hasSize(1); // no beta
    assertThat(model.fixes())
        .anySatisfy(fix -> assertThat(fix.recipe()).isEqualTo("policy/aliases"));
    assertThatThrownBy(() -> convert("acme>Norm", "{\"num_groups\": 2, \"other\": 1}", policy))
        .hasMessageContaining("other");
  }

  @Test
  void aFunctionInThePlaceOfALambda() throws IOException {
    Policy policy =
        PolicyReader.read("{\"lambdas\": {\"twice\": {\"op\": \"l2_normalize\", \"axis\": -1}}}");
    String stored = "{\"function\": \"twice\", \"function_type\": \"function\"}";
    assertThat(convert("Lambda", stored, policy).graph().getNodeList())
        .extracting(NodeDef::getOp)
        .contains("Rsqrt");
    assertThatThrownBy(() -> convert("Lambda", stored, Policy.NONE))
        .hasMessageContaining("the function 'twice', whose code is not in the file");
  }

  @Test
  void namesThatDoNotExistAreProblems() {
    Policy policy =
        PolicyReader.read(
            """
            {"objects": {"A>B": "swisch", "C": {"layer": "relu", "set": {"x": 1}}},
             "lambdas": {"f": {"op": "l2_normalise"}, "g": {"op": "mean", "axes": 1}}}
            """);
    assertThat(PolicyCheck.problems(policy))
        .containsExactly(
            "objects.A>B: there is no built-in layer or activation 'swisch'",
            "objects.C: there is no built-in layer 'relu'",
            "lambdas.f: there is no function 'l2_normalise'",
            "lambdas.g: K.mean takes no argument 'axes'");
  }

  /** An input of 4 channels and the layer behind it. */
  private static ExportableModel convert(String className, String config, Policy policy)
      throws IOException {
    String json =
        """
        {"class_name": "Sequential", "config": {"name": "model", "layers": [
          {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 4]}},
          {"class_name": "%s", "config": %s}]}}
        """
            .formatted(className, config.replaceFirst("\\{", "{\"name\": \"act\", "));
    JsonNode model = JSON.readTree(json);
    assertThat(LayerCatalog.standard().converter("acme>ScaledTanh")).isPresent();
    return new KerasModel(model, Era.of("2.15.0", "tensorflow"), new Ones())
        .export(new ConversionContext(TargetRuntime.named(TargetRuntime.DEFAULT), policy));
  }

  /** Some value for every variable. */
  private static final class Ones implements WeightSource {
    @Override
    public Bound bind(BuiltLayer model) {
      Map<Weight, dev.salvor.format.tensor.TensorData> data = new HashMap<>();
      model
          .children()
          .values()
          .forEach(
              child ->
                  child
                      .own()
                      .forEach(
                          weight ->
                              data.put(
                                  weight,
                                  new HeapTensor(weight.type(), weight.shape(), bytes(weight)))));
      return new Bound(data, List.of());
    }

    private static byte[] bytes(Weight weight) {
      return new byte[Math.toIntExact(weight.shape().elements() * weight.type().size())];
    }

    @Override
    public Optional<List<Shape>> stored(List<String> path) {
      return Optional.empty();
    }
  }
}
