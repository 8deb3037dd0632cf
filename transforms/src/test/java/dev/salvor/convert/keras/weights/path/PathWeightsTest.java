package dev.salvor.convert.keras.weights.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathWeightsTest {
  @TempDir Path dir;

  private final List<Hdf5File> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Hdf5File file : open) {
      file.close();
    }
  }

  @Test
  void followsGroupsThatCountByTwo() throws IOException {
    BuiltLayer model = layer("m", true);
    StringBuilder json =
        new StringBuilder("{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"i\"}}");
    for (int index = 0; index < 12; index++) {
      String name = "z" + (12 - index);
      model.children().put(name, dense(name));
      json.append(",{\"class_name\":\"Dense\",\"config\":{\"name\":\"" + name + "\"}}");
    }
    JsonNode config = model(json.toString());
    WeightSource.Bound bound = new PathWeights(List.of(root("by_two.h5")), config).bind(model);
    for (int index = 0; index < 12; index++) {
      BuiltLayer dense = model.children().get("z" + (12 - index));
      assertThat(value(bound, dense, 0)).isEqualTo(10 * index);
      assertThat(value(bound, dense, 1)).isEqualTo(10 * index + 1);
    }
  }

  @Test
  void believesNamesFirstAndFollowsAttributes() throws IOException {
    BuiltLayer model = named();
    WeightSource.Bound bound = new PathWeights(List.of(root("named.h5")), NAMED).bind(model);
    assertThat(value(bound, model.children().get("first"), 0)).isEqualTo(10);
    assertThat(value(bound, model.children().get("second"), 0)).isEqualTo(0);
    assertThat(value(bound, inside(model, "inner", "deep"), 1)).isEqualTo(21);
    assertThat(value(bound, inside(model, "bi", "forward_layer", "cell"), 0)).isEqualTo(30);
    assertThat(value(bound, inside(model, "bi", "backward_layer", "cell"), 0)).isEqualTo(40);
    assertThat(value(bound, inside(model, "sn", "layer"), 0)).isEqualTo(50);
    assertThat(value(bound, model.children().get("sn"), 0)).isEqualTo(51);
    assertThat(bound.data()).hasSize(11);
  }

  @Test
  void knowsShapesBeforeTheModelIsBuilt() throws IOException {
    PathWeights weights = new PathWeights(List.of(root("named.h5")), NAMED);
    assertThat(weights.stored(List.of("inner", "deep")))
        .contains(List.of(Shape.of(2, 2), Shape.of(2)));
    assertThat(weights.stored(List.of("bi", "backward_layer", "cell")))
        .contains(List.of(Shape.of(1)));
    assertThat(weights.stored(List.of("absent"))).isEmpty();
  }

  @Test
  void refusesWeightsThatNoLayerHas() throws IOException {
    BuiltLayer model = named();
    model.children().remove("first");
    refused(model, Rule.KERAS_WEIGHTS_MISMATCH, "layers/dense_1/vars/0");
  }

  @Test
  void namesTheLayerWithoutWeights() throws IOException {
    BuiltLayer model = named();
    inside(model, "inner").children().put("deeper", dense("deeper"));
    refused(model, Rule.KERAS_WEIGHTS_MISSING, "deeper");
  }

  @Test
  void namesTheWeightOfAnotherShape() throws IOException {
    BuiltLayer model = named();
    BuiltLayer other = layer("first", false);
    other.own().add(weight("kernel", true, 2, 3));
    other.own().add(weight("bias", true, 3));
    model.children().put("first", other);
    refused(model, Rule.KERAS_WEIGHTS_MISMATCH, "kernel of layer first should be (2, 3)");
  }

  @Test
  void readsGroupsThatWereWrittenOnWindows() throws IOException {
    BuiltLayer model = layer("m", true);
    model.children().put("d", dense("d"));
    BuiltLayer both = layer("b", false);
    for (String direction : List.of("forward_layer", "backward_layer")) {
      BuiltLayer layer = layer(direction, false);
      BuiltLayer cell = layer("cell", false);
      cell.own().add(weight("kernel", true, 1));
      layer.children().put("cell", cell);
      both.children().put(direction, layer);
    }
    model.children().put("b", both);
    JsonNode config =
        model(
            "{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\"}},"
                + "{\"class_name\":\"Bidirectional\",\"config\":{\"name\":\"b\"}}");
    WeightSource.Bound bound = new PathWeights(List.of(root("windows.h5")), config).bind(model);
    assertThat(value(bound, model.children().get("d"), 1)).isEqualTo(2);
    assertThat(value(bound, inside(model, "b", "backward_layer", "cell"), 0)).isEqualTo(6);
  }

  @Test
  void joinsShards() throws IOException {
    BuiltLayer model = layer("m", true);
    model.children().put("d", dense("d"));
    JsonNode config = model("{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\"}}");
    List<Group> shards = List.of(root("shard0.h5"), root("shard1.h5"));
    WeightSource.Bound bound = new PathWeights(shards, config).bind(model);
    assertThat(value(bound, model.children().get("d"), 0)).isEqualTo(1);
    assertThat(value(bound, model.children().get("d"), 1)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "Conv2DTranspose, conv2d_transpose",
    "GlobalAveragePooling2D, global_average_pooling2d",
    "LSTM, lstm",
    "GRUCell, gru_cell",
    "RMSNormalization, rms_normalization",
    "acme>ChannelGate, channel_gate"
  })
  void namesGroupsAsKerasDoes(String className, String group) {
    assertThat(LayerGroups.snake(className)).isEqualTo(group);
  }

  private static final JsonNode NAMED =
      model(
          "{\"class_name\":\"Dense\",\"config\":{\"name\":\"first\"}},"
              + "{\"class_name\":\"Dense\",\"config\":{\"name\":\"second\"}},"
              + "{\"class_name\":\"Functional\",\"config\":{\"name\":\"inner\",\"layers\":["
              + "{\"class_name\":\"Dense\",\"config\":{\"name\":\"deep\"}},"
              + "{\"class_name\":\"Dense\",\"config\":{\"name\":\"deeper\"}}]}},"
              + "{\"class_name\":\"Bidirectional\",\"config\":{\"name\":\"bi\"}},"
              + "{\"class_name\":\"SpectralNormalization\",\"config\":{\"name\":\"sn\"}}");

  private static BuiltLayer named() {
    BuiltLayer model = layer("m", true);
    model.children().put("first", dense("first"));
    model.children().put("second", dense("second"));
    BuiltLayer inner = layer("inner", true);
    inner.children().put("deep", dense("deep"));
    model.children().put("inner", inner);
    BuiltLayer bidirectional = layer("bi", false);
    for (String direction : List.of("forward_layer", "backward_layer")) {
      BuiltLayer layer = layer(direction, false);
      BuiltLayer cell = layer("cell", false);
      cell.own().add(weight("kernel", true, 1));
      layer.children().put("cell", cell);
      bidirectional.children().put(direction, layer);
    }
    model.children().put("bi", bidirectional);
    BuiltLayer spectral = layer("sn", false);
    spectral.own().add(weight("vector_u", false, 1, 2));
    spectral.children().put("layer", dense("layer"));
    model.children().put("sn", spectral);
    return model;
  }

  private void refused(BuiltLayer model, Rule rule, String says) throws IOException {
    PathWeights weights = new PathWeights(List.of(root("named.h5")), NAMED);
    assertThatThrownBy(() -> weights.bind(model))
        .isInstanceOfSatisfying(
            ArtifactException.class, e -> assertThat(e.finding().rule()).isEqualTo(rule))
        .hasMessageContaining(says);
  }

  private static BuiltLayer inside(BuiltLayer layer, String... path) {
    BuiltLayer at = layer;
    for (String name : path) {
      at = at.children().get(name);
    }
    return at;
  }

  private static BuiltLayer dense(String name) {
    BuiltLayer dense = layer(name, false);
    dense.own().add(weight("kernel", true, 2, 2));
    dense.own().add(weight("bias", true, 2));
    return dense;
  }

  private static BuiltLayer layer(String name, boolean model) {
    LayerConfig config = new LayerConfig(JsonNodeFactory.instance.objectNode(), name);
    return new BuiltLayer(name, "Any", config, model);
  }

  private static Weight weight(String name, boolean trainable, long... shape) {
    return new Weight(name, name, ElementType.FLOAT32, Shape.of(shape), trainable);
  }

  private static JsonNode model(String layers) {
    return KerasJson.parse(
        "{\"class_name\":\"Functional\",\"config\":{\"layers\":[" + layers + "]}}", "test");
  }

  private static float value(WeightSource.Bound bound, BuiltLayer layer, int index)
      throws IOException {
    TensorData data = bound.data().get(layer.own().get(index));
    ByteBuffer one = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, one);
    return one.flip().getFloat();
  }

  private Group root(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name)) {
      Path file = dir.resolve(name);
      Files.write(file, in.readAllBytes());
      Hdf5File opened = Hdf5File.open(file);
      open.add(opened);
      return opened.root();
    }
  }
}
