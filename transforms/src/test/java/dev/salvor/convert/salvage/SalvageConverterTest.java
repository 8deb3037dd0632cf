package dev.salvor.convert.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Kind;
import dev.salvor.format.pickle.PickleAssembler;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.pickle.PickleInspector;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalvageConverterTest {
  private static final String CONFIG =
      """
      {"class_name": "Sequential", "config": {"name": "net", "layers": [{"class_name": "Dense", \
      "config": {"name": "d", "units": 2, "activation": "linear", "use_bias": true, \
      "batch_input_shape": [null, 3], "dtype": "float32", "trainable": true}}]}, \
      "keras_version": "2.2.4", "backend": "tensorflow"}\
      """;
  private static final TargetRuntime TARGET = TargetRuntime.named(TargetRuntime.DEFAULT);

  @TempDir Path store;

  @Test
  void convertsAnArchitectureWithItsWeights() throws IOException {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .text(CONFIG)
            .op("]")
            .mark()
            .floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6)
            .floats(new int[] {2}, 7, 8)
            .op("e")
            .op("\u0086")
            .stop();
    try (ExportableModel model = convert(pickle)) {
      assertThat(model.signatures()).hasSize(1);
      assertThat(model.variables()).hasSize(2);
      assertThat(values(model.variables().get(0))).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(model.variables().get(0).data().shape()).isEqualTo(Shape.of(3, 2));
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void convertsWeightsByLayer() throws IOException {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .text(CONFIG)
            .op("}")
            .text("d")
            .op("]")
            .mark()
            .floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6)
            .floats(new int[] {2}, 7, 8)
            .op("e")
            .op("s")
            .op("\u0086")
            .stop();
    try (ExportableModel model = convert(pickle)) {
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void convertsWeightsByVariable() throws IOException {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .op("}")
            .mark()
            .text("architecture")
            .text(CONFIG)
            .text("weights")
            .op("}")
            .mark()
            .text("d/kernel:0")
            .floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6)
            .text("d/bias:0")
            .floats(new int[] {2}, 7, 8)
            .op("u")
            .op("u")
            .stop();
    try (ExportableModel model = convert(pickle)) {
      assertThat(values(model.variables().get(0))).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void convertsTheTreeOfKeras22() throws IOException {
    byte[] kernel =
        new PickleAssembler().proto(3).floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6).stop();
    byte[] bias = new PickleAssembler().proto(3).floats(new int[] {2}, 7, 8).stop();
    PickleAssembler out =
        new PickleAssembler()
            .proto(3)
            .global("keras.engine.sequential", "Sequential")
            .op(")")
            .newObject()
            .op("}")
            .mark()
            .text("_is_group")
            .op("\u0088")
            .text("keras_version")
            .bytes(utf8("2.2.4"))
            .text("backend")
            .bytes(utf8("tensorflow"))
            .text("model_config")
            .bytes(utf8(CONFIG))
            .text("model_weights")
            .op("}")
            .mark()
            .text("layer_names")
            .op("]")
            .bytes(utf8("d"))
            .op("a")
            .text("d")
            .op("}")
            .mark()
            .text("weight_names")
            .op("]")
            .mark()
            .bytes(utf8("d/kernel:0"))
            .bytes(utf8("d/bias:0"))
            .op("e");
    out.text("d/kernel:0").bytes(kernel).text("_d/kernel:0_pickled").op("\u0088");
    out.text("d/bias:0").bytes(bias).text("_d/bias:0_pickled").op("\u0088");
    try (ExportableModel model = convert(out.op("u").op("u").op("u").build().stop())) {
      assertThat(values(model.variables().get(0))).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void namesDecideWhereTheOrderOfADictionaryIsAnother() throws IOException {
    PickleAssembler out = new PickleAssembler().proto(3).text(CONFIG).op("}").mark();
    out.text("net/d/bias").floats(new int[] {2}, 7, 8);
    out.text("net/d/kernel").floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6);
    try (ExportableModel model = convert(out.op("u").op("\u0086").stop())) {
      assertThat(values(model.variables().get(0))).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void refusesNamesThatTheLayerDoesNotHave() {
    PickleAssembler out = new PickleAssembler().proto(3).text(CONFIG).op("}").mark();
    out.text("d/gamma:0").floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6);
    out.text("d/beta:0").floats(new int[] {2}, 7, 8);
    byte[] pickle = out.op("u").op("\u0086").stop();
    assertThatThrownBy(() -> convert(pickle).close())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("layer d has the weights [kernel, bias]")
        .hasMessageContaining("d/gamma:0");
  }

  @Test
  void convertsNumberedWeights() throws IOException {
    PickleAssembler out = new PickleAssembler().proto(3).text(CONFIG).op("}").mark();
    out.text("w1").floats(new int[] {2}, 7, 8);
    out.text("w0").floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6);
    try (ExportableModel model = convert(out.op("u").op("\u0086").stop())) {
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void convertsPairsOfLayerAndWeights() throws IOException {
    PickleAssembler out = new PickleAssembler().proto(3).text(CONFIG).op("]").text("d").op("]");
    out.mark().floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6).floats(new int[] {2}, 7, 8).op("e");
    try (ExportableModel model = convert(out.op("\u0086").op("a").op("\u0086").stop())) {
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  @Test
  void convertsTensorsOfTensorFlow() throws IOException {
    PickleAssembler out = new PickleAssembler().proto(3).text(CONFIG).op("]").mark();
    tensor(out, new int[] {3, 2}, 1, 2, 3, 4, 5, 6);
    tensor(out, new int[] {2}, 7, 8);
    try (ExportableModel model = convert(out.op("e").op("\u0086").stop())) {
      assertThat(values(model.variables().get(1))).containsExactly(7, 8);
    }
  }

  private static void tensor(PickleAssembler out, int[] shape, float... values) {
    out.global("tensorflow.python.framework.ops", "convert_to_tensor").floats(shape, values);
    out.op("\u0085").reduce();
  }

  @Test
  void refusesOneArrayTooFew() {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .text(CONFIG)
            .op("]")
            .floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6)
            .op("a")
            .op("\u0086")
            .stop();
    assertThatThrownBy(() -> convert(pickle).close())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("weights");
  }

  @Test
  void refusesAnArrayWithoutAllItsBytes() {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .text(CONFIG)
            .op("]")
            .mark()
            .floats(new int[] {3, 2}, 1, 2, 3)
            .floats(new int[] {2}, 7, 8)
            .op("e")
            .op("\u0086")
            .stop();
    assertThatThrownBy(() -> convert(pickle).close())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("24 bytes");
  }

  private static float[] values(Variable variable) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate((int) variable.data().byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    variable.data().read(0, buffer);
    float[] values = new float[buffer.capacity() / 4];
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }

  private ExportableModel convert(byte[] pickle) throws IOException {
    Files.write(store.resolve("model.pkl"), pickle);
    ArtifactFile file = new ArtifactFile("model.pkl", "", pickle.length, 0, null);
    StagedArtifact staged =
        new StagedArtifact(
            new Artifact("model.pkl", Artifact.Layout.FILE, List.of(file), "model"), store);
    Inspection inspection =
        new PickleInspector()
            .inspect(staged, new InspectionContext(Kind.PICKLE, TARGET, Policy.NONE));
    return new SalvageConverter()
        .convert(staged, inspection, new ConversionContext(TARGET, Policy.NONE));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
