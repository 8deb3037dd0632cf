package dev.salvor.convert.keras.weights.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrays by position, through the recipes of the era that stored them. */
class ArrayListWeightsTest {
  private static final Era KERAS_1 = Era.of("1.2.2", null);
  private static final Era KERAS_2 = Era.of("2.2.4", "tensorflow");
  private static final Era TF = Era.of("2.6.0", "tensorflow");

  private final BuiltLayer model = built("m", "Model", "{}", true);

  private static BuiltLayer built(String name, String className, String config, boolean model) {
    ObjectNode json = (ObjectNode) KerasJson.parse(config.replace('\'', '"'), "test");
    return new BuiltLayer(name, className, new LayerConfig(json, name), model);
  }

  private static BuiltLayer in(BuiltLayer parent, String name, String className, String config) {
    BuiltLayer layer = built(name, className, config, className.equals("Model"));
    parent.children().put(name, layer);
    return layer;
  }

  private static Weight own(BuiltLayer layer, String name, boolean trainable, long... dims) {
    Weight weight =
        new Weight(name, layer.name() + "/" + name, ElementType.FLOAT32, Shape.of(dims), trainable);
    layer.own().add(weight);
    return weight;
  }

  private static TensorData counted(int first, long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = first + i;
    }
    return HeapTensor.floats(shape, values);
  }

  private WeightSource.Bound bind(Era era, TensorData... arrays) {
    return new ArrayListWeights(List.of(arrays), era).bind(model);
  }

  private static List<Float> values(WeightSource.Bound bound, Weight weight) throws IOException {
    TensorData data = bound.data().get(weight);
    assertThat(data.shape()).isEqualTo(weight.shape());
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(data.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, buffer);
    List<Float> values = new ArrayList<>();
    buffer.flip();
    while (buffer.hasRemaining()) {
      values.add(buffer.getFloat());
    }
    return values;
  }

  private static List<String> recipes(WeightSource.Bound bound) {
    return bound.fixes().stream().map(Fix::recipe).toList();
  }

  @Test
  void gatesOfKeras1AreJoinedInTheOrderOfKeras2() throws IOException {
    BuiltLayer cell = in(in(model, "l", "LSTM", "{}"), "cell", "LSTMCell", "{'units': 1}");
    Weight kernel = own(cell, "kernel", true, 1, 4);
    Weight recurrent = own(cell, "recurrent_kernel", true, 1, 4);
    Weight bias = own(cell, "bias", true, 4);
    List<TensorData> stored = new ArrayList<>();
    for (int gate = 0; gate < 4; gate++) {
      stored.add(counted(10 * gate, 1, 1));
      stored.add(counted(10 * gate + 1, 1, 1));
      stored.add(counted(10 * gate + 2, 1));
    }
    WeightSource.Bound bound = bind(KERAS_1, stored.toArray(new TensorData[0]));
    assertThat(values(bound, kernel)).containsExactly(0f, 20f, 10f, 30f);
    assertThat(values(bound, recurrent)).containsExactly(1f, 21f, 11f, 31f);
    assertThat(values(bound, bias)).containsExactly(2f, 22f, 12f, 32f);
    assertThat(recipes(bound)).containsExactly("keras1/gate-arrays");
  }

  @Test
  void gatesThatKeras1HadJoinedStayAsTheyAre() throws IOException {
    BuiltLayer cell =
        in(in(model, "g", "GRU", "{}"), "cell", "GRUCell", "{'units': 1, 'implementation': 2}");
    Weight kernel = own(cell, "kernel", true, 1, 3);
    own(cell, "recurrent_kernel", true, 1, 3);
    own(cell, "bias", true, 3);
    WeightSource.Bound bound = bind(KERAS_1, counted(0, 1, 3), counted(3, 1, 3), counted(6, 3));
    assertThat(values(bound, kernel)).containsExactly(0f, 1f, 2f);
    assertThat(bound.fixes()).isEmpty();
  }

  @Test
  void cudnnBlocksAreReadTheOtherWayRoundAndTheirBiasesAdded() throws IOException {
    BuiltLayer cell = in(in(model, "l", "LSTM", "{}"), "cell", "LSTMCell", "{'units': 2}");
    Weight kernel = own(cell, "kernel", true, 3, 8);
    Weight recurrent = own(cell, "recurrent_kernel", true, 2, 8);
    Weight bias = own(cell, "bias", true, 8);
    WeightSource.Bound bound = bind(KERAS_2, counted(0, 3, 8), counted(0, 2, 8), counted(0, 16));
    List<Float> found = values(bound, kernel);
    // the first gate's block is 0 1 | 8 9 | 16 17, read as two rows of three and transposed
    assertThat(List.of(found.get(0), found.get(1), found.get(8), found.get(9)))
        .containsExactly(0f, 9f, 1f, 16f);
    assertThat(values(bound, recurrent).subList(0, 2)).containsExactly(0f, 8f);
    assertThat(values(bound, bias)).containsExactly(8f, 10f, 12f, 14f, 16f, 18f, 20f, 22f);
    assertThat(recipes(bound)).containsExactly("keras2/cudnn-weights");
  }

  @Test
  void channelsFirstKernelsOfKeras1ComeFiltersFirst() throws IOException {
    BuiltLayer layer = in(model, "c", "Conv2D", "{'data_format': 'channels_first'}");
    Weight kernel = own(layer, "kernel", true, 2, 1, 1, 3);
    WeightSource.Bound bound = bind(KERAS_1, counted(0, 3, 1, 2, 1));
    assertThat(values(bound, kernel)).containsExactly(0f, 2f, 4f, 1f, 3f, 5f);
    assertThat(recipes(bound)).containsExactly("keras1/kernel-layout");
  }

  @Test
  void bothKernelsOfASeparableConvolutionComeFiltersFirst() throws IOException {
    BuiltLayer layer = in(model, "s", "SeparableConv2D", "{'data_format': 'channels_first'}");
    Weight depthwise = own(layer, "depthwise_kernel", true, 2, 1, 1, 2);
    Weight pointwise = own(layer, "pointwise_kernel", true, 1, 1, 2, 3);
    WeightSource.Bound bound = bind(KERAS_1, counted(0, 2, 1, 2, 1), counted(0, 3, 2, 1, 1));
    assertThat(values(bound, depthwise)).containsExactly(0f, 2f, 1f, 3f);
    assertThat(values(bound, pointwise)).containsExactly(0f, 2f, 4f, 1f, 3f, 5f);
  }

  @Test
  void kernelsTrainedWithTheanoAreTurnedRound() throws IOException {
    BuiltLayer layer = in(model, "c", "Conv2D", "{}");
    Weight kernel = own(layer, "kernel", true, 2, 2, 1, 1);
    WeightSource.Bound bound = bind(Era.of("2.2.4", "theano"), counted(0, 2, 2, 1, 1));
    assertThat(values(bound, kernel)).containsExactly(3f, 2f, 1f, 0f);
    assertThat(recipes(bound)).containsExactly("keras2/theano-kernels");
  }

  @Test
  void aFrozenLayerCountsItsTrainablesAmongTheOthersOfItsModel() throws IOException {
    BuiltLayer inner = in(model, "inner", "Model", "{}");
    BuiltLayer frozen = in(inner, "a", "Dense", "{'trainable': false}");
    BuiltLayer normal = in(inner, "b", "BatchNormalization", "{}");
    Weight kernel = own(frozen, "kernel", true, 1);
    Weight gamma = own(normal, "gamma", true, 1);
    Weight mean = own(normal, "moving_mean", false, 1);
    List<WeightParts.Part> legacy = WeightParts.of(inner);
    assertThat(legacy.stream().flatMap(part -> part.weights().stream()))
        .containsExactly(gamma, kernel, mean);
    WeightSource.Bound bound = bind(TF, counted(1, 1), counted(2, 1), counted(3, 1));
    assertThat(values(bound, kernel)).containsExactly(1f);
    assertThat(values(bound, gamma)).containsExactly(2f);
    assertThat(values(bound, mean)).containsExactly(3f);
  }

  @Test
  void whatDoesNotFitIsNamedWithBothShapes() {
    BuiltLayer layer = in(model, "d", "Dense", "{}");
    own(layer, "kernel", true, 3, 2);
    assertThatThrownBy(() -> bind(TF, counted(0, 2, 2)))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> {
              assertThat(e.finding().rule()).isEqualTo(Rule.KERAS_WEIGHTS_MISMATCH);
              assertThat(e.finding().message()).contains("kernel", "(3, 2)", "(2, 2)");
            });
    assertThatThrownBy(() -> bind(TF, counted(0, 3, 2), counted(0, 1)))
        .isInstanceOf(ArtifactException.class);
  }

  @Test
  void noLayerIsChangedWithoutAReason() {
    BuiltLayer layer = in(model, "d", "Dense", JsonNodeFactory.instance.objectNode().toString());
    own(layer, "kernel", true, 3, 2);
    assertThat(bind(TF, counted(0, 3, 2)).fixes()).isEmpty();
  }
}
