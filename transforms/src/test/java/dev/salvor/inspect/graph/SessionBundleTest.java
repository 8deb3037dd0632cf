package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.TARGET;
import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.floats;
import static dev.salvor.inspect.graph.TestGraph.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.graph.SessionBundleConverter;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.Inspection;
import dev.salvor.policy.Policy;
import dev.salvor.savedmodel.TensorBundleWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorShapeProto;

class SessionBundleTest {
  @TempDir Path root;

  private static ByteString message(Object... fields) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      ByteString value =
          fields[i + 1] instanceof String text
              ? ByteString.copyFromUtf8(text)
              : (ByteString) fields[i + 1];
      message.mergeField((int) fields[i], Field.newBuilder().addLengthDelimited(value).build());
    }
    return message.build().toByteString();
  }

  private static ByteString binding(String tensor) {
    return message(1, tensor);
  }

  private static ByteString generic(String name, String tensor) {
    return message(3, message(1, message(1, name, 2, binding(tensor))));
  }

  private static CollectionDef any(String type, ByteString value) {
    return CollectionDef.newBuilder()
        .setAnyList(
            CollectionDef.AnyList.newBuilder()
                .addValue(
                    Any.newBuilder().setTypeUrl("type.googleapis.com/" + type).setValue(value)))
        .build();
  }

  /** y = softmax(x w), classified by default, with the pair of named signatures. */
  private static MetaGraphDef bundle(ByteString signatures) {
    return MetaGraphDef.newBuilder()
        .setGraphDef(
            new TestGraph()
                .placeholder("x", -1, 2)
                .variable("w", 2, 3)
                .op("logits", "MatMul", "x", "w/read")
                .op("y", "Softmax", "logits")
                .add(constant("unused", floats(shape(1), 1)))
                .def())
        .putCollectionDef("serving_signatures", any("tensorflow.serving.Signatures", signatures))
        .build();
  }

  private static final ByteString CLASSIFICATION =
      message(2, message(1, binding("x:0"), 3, binding("y")));
  private static final ByteString SIGNATURES =
      message(
          1, CLASSIFICATION,
          2, message(1, "inputs", 2, generic("features", "x:0")),
          2, message(1, "outputs", 2, generic("scores", "y:0")));

  @Test
  void signaturesAreNamedAsTensorFlowNamesThem() {
    MetaGraphDef modern = SessionBundle.modern(bundle(SIGNATURES), TARGET);
    SignatureDef main = modern.getSignatureDefOrThrow("serving_default");
    assertThat(main.getMethodName()).isEqualTo("tensorflow/serving/classify");
    assertThat(main.getOutputsMap().keySet()).containsExactly("scores");
    assertThat(main.getOutputsOrThrow("scores").getName()).isEqualTo("y:0");
    TensorShapeProto given = main.getInputsOrThrow("inputs").getTensorShape();
    assertThat(given.getDim(1).getSize()).isEqualTo(2);
    SignatureDef named = modern.getSignatureDefOrThrow("serving_default_from_named");
    assertThat(named.getInputsMap().keySet()).containsExactly("features");
    assertThat(named.getOutputsMap().keySet()).containsExactly("scores");
  }

  @Test
  void theNamedPairServesWhereThereIsNoDefault() {
    ByteString pair =
        message(
            2, message(1, "inputs", 2, generic("features", "x:0")),
            2, message(1, "outputs", 2, generic("scores", "y:0")));
    assertThat(SessionBundle.modern(bundle(pair), TARGET).getSignatureDefMap().keySet())
        .containsExactly("serving_default");
  }

  @Test
  void signaturesThatDoNotSayWhatComesOutAreRefused() {
    ByteString alone = message(1, generic("x", "x:0"));
    assertThatThrownBy(() -> SessionBundle.modern(bundle(alone), TARGET))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("no signature of the bundle");
    assertThatThrownBy(
            () -> SessionBundle.modern(bundle(ByteString.copyFromUtf8("\n\377")), TARGET))
        .isInstanceOf(ArtifactException.class);
  }

  private StagedArtifact staged(MetaGraphDef meta) throws IOException {
    Path directory = Files.createDirectories(root.resolve("m/1"));
    Files.write(directory.resolve("export.meta"), meta.toByteArray());
    try (TensorBundleWriter bundle = new TensorBundleWriter(directory, "export")) {
      bundle.add("w", HeapTensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
      bundle.finish();
    }
    return Artifacts.of(root, "m/1/export", Artifact.Layout.CHECKPOINT);
  }

  private Inspection inspect(StagedArtifact staged) throws IOException {
    return new SessionBundleInspector().inspect(staged, Artifacts.context(Kind.SESSION_BUNDLE));
  }

  @Test
  void becomesASavedModel() throws IOException {
    StagedArtifact staged = staged(bundle(SIGNATURES));
    Inspection inspection = inspect(staged);
    assertThat(inspection.findings()).isEmpty();
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    try (ExportableModel model =
        new SessionBundleConverter()
            .convert(staged, inspection, new ConversionContext(TARGET, Policy.NONE))) {
      assertThat(model.variables()).hasSize(1);
      assertThat(model.signatures())
          .extracting(Signature::key)
          .containsExactly("serving_default", "serving_default_from_named");
      assertThat(model.graph().getNodeList()).noneMatch(node -> node.getName().equals("unused"));
    }
  }

  @Test
  void itsSecondGraphMustBeSafeToo() throws IOException {
    MetaGraphDef meta =
        bundle(SIGNATURES).toBuilder()
            .putCollectionDef(
                "serving_graph",
                any(
                    "tensorflow.GraphDef",
                    new TestGraph()
                        .add(constant("name", TestGraph.string("/etc/passwd")))
                        .add(TestGraph.node("read", "ReadFile", "name"))
                        .def()
                        .toByteString()))
            .build();
    Inspection inspection = inspect(staged(meta));
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_CODE);
    assertThat(inspection.findings()).extracting(Finding::rule).contains(Rule.GRAPH_UNSAFE_OP);
  }
}
