package dev.salvor.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.convert.Asset;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.proto.VersionDef;

class SavedModelWriterTest {
  private static final TargetRuntime TARGET = TargetRuntime.named(TargetRuntime.DEFAULT);

  @TempDir private Path directory;

  @Test
  void writesWhatLoadersLookFor() throws Exception {
    MetaGraphDef metaGraph = write(SampleModels.dense(TARGET));
    assertThat(metaGraph.getMetaInfoDef().getTagsList()).containsExactly("serve");
    assertThat(metaGraph.getMetaInfoDef().getTensorflowVersion()).isEqualTo(TARGET.tensorflow());
    assertThat(metaGraph.getMetaInfoDef().getStrippedDefaultAttrs()).isTrue();
    assertThat(metaGraph.getMetaInfoDef().getStrippedOpList().getOpList())
        .extracting(op -> op.getName())
        .contains("MatMul", "RestoreV2")
        .isSorted();
    assertThat(metaGraph.getGraphDef().getVersions().getProducer())
        .isEqualTo(TARGET.graphDefVersion());
    assertThat(metaGraph.getSaverDef().getFilenameTensorName()).isEqualTo("save/Const:0");
    assertThat(metaGraph.getSaverDef().getRestoreOpName()).isEqualTo("save/restore_all");
    assertThat(metaGraph.getSignatureDefMap())
        .containsOnlyKeys("serving_default", "__saved_model_init_op");
    assertThat(metaGraph.getAssetFileDef(0).getFilename()).isEqualTo("words.txt");
    assertThat(metaGraph.getCollectionDefMap()).containsOnlyKeys("variables", "saved_model_assets");
    List<String> variables = new ArrayList<>();
    for (var def : metaGraph.getCollectionDefOrThrow("variables").getBytesList().getValueList()) {
      variables.add(VariableDef.parseFrom(def).getVariableName());
    }
    assertThat(variables).containsExactly("b:0", "w:0");
  }

  @Test
  void equalModelsGiveEqualBytes() throws IOException {
    WrittenModel first =
        SavedModelWriter.write(SampleModels.dense(TARGET), TARGET, directory.resolve("a"));
    WrittenModel second =
        SavedModelWriter.write(SampleModels.dense(TARGET), TARGET, directory.resolve("b"));
    assertThat(second).isEqualTo(first);
    assertThat(first.files())
        .extracting(WrittenFile::path)
        .containsExactly(
            "assets/words.txt",
            "fingerprint.pb",
            "saved_model.pb",
            "variables/variables.data-00000-of-00001",
            "variables/variables.index");
  }

  @Test
  void aModelWithoutVariablesHasNoFilesOfThem() throws IOException {
    MetaGraphDef metaGraph = write(SampleModels.stateless(TARGET));
    assertThat(metaGraph.hasSaverDef()).isFalse();
    try (Stream<Path> files = Files.list(directory.resolve("model"))) {
      assertThat(files)
          .containsExactlyInAnyOrder(
              directory.resolve("model/fingerprint.pb"), directory.resolve("model/saved_model.pb"));
    }
  }

  @Test
  void trainableVariablesAreListed() throws IOException {
    ExportableModel model = SampleModels.dense(TARGET);
    List<Variable> variables =
        model.variables().stream()
            .map(v -> new Variable(v.node(), v.key(), v.data(), v.key().equals("w")))
            .toList();
    MetaGraphDef metaGraph = write(with(model, model.graph(), variables));
    assertThat(
            metaGraph.getCollectionDefOrThrow("trainable_variables").getBytesList().getValueList())
        .singleElement()
        .satisfies(
            def -> assertThat(VariableDef.parseFrom(def).getVariableName()).isEqualTo("w:0"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 21, 1994, 2474})
  void theGraphsOwnProducerIsNeverRaised(int producer) throws IOException {
    ExportableModel model = SampleModels.dense(TARGET);
    GraphDef graph =
        model.graph().toBuilder()
            .setVersions(VersionDef.newBuilder().setProducer(producer))
            .build();
    assertThat(
            write(with(model, graph, model.variables())).getGraphDef().getVersions().getProducer())
        .isEqualTo(Math.min(producer, 1994));
  }

  @Test
  void defaultsAreStripped() throws IOException {
    ExportableModel model = SampleModels.stateless(TARGET);
    GraphDef.Builder graph = model.graph().toBuilder();
    graph.addNode(
        NodeDef.newBuilder()
            .setName("m")
            .setOp("MatMul")
            .addInput("x")
            .addInput("x")
            .putAttr("transpose_a", AttrValue.newBuilder().setB(false).build())
            .putAttr("transpose_b", AttrValue.newBuilder().setB(true).build())
            .putAttr("grad_a", AttrValue.newBuilder().setB(false).build())
            .putAttr("_hint", AttrValue.newBuilder().setB(false).build())
            .putAttr("T", AttrValue.newBuilder().setTypeValue(1).build()));
    MetaGraphDef metaGraph = write(with(model, graph.build(), List.of()));
    NodeDef matmul =
        metaGraph.getGraphDef().getNodeList().stream()
            .filter(node -> node.getName().equals("m"))
            .findFirst()
            .orElseThrow();
    assertThat(matmul.getAttrMap()).containsOnlyKeys("transpose_b", "_hint", "T");
  }

  @Test
  void scopesOfTheGraphAreLeftAlone() throws IOException {
    ExportableModel model = SampleModels.dense(TARGET);
    GraphDef graph =
        model.graph().toBuilder()
            .addNode(NodeDef.newBuilder().setName("save/inner/x").setOp("NoOp"))
            .addNode(NodeDef.newBuilder().setName("init").setOp("NoOp"))
            .build();
    MetaGraphDef metaGraph = write(with(model, graph, model.variables()));
    assertThat(metaGraph.getSaverDef().getRestoreOpName()).isEqualTo("save_1/restore_all");
    assertThat(
            metaGraph
                .getSignatureDefOrThrow("__saved_model_init_op")
                .getOutputsOrThrow("__saved_model_init_op")
                .getName())
        .isEqualTo("init_1");
    assertThat(metaGraph.getGraphDef().getNodeList())
        .extracting(NodeDef::getName)
        .doesNotHaveDuplicates();
  }

  @Test
  void extrasAndAssetsStayInTheirDirectories() throws IOException {
    ExportableModel model = SampleModels.stateless(TARGET);
    Path target = directory.resolve("model");
    SavedModelWriter.write(model, TARGET, target, Map.of("salvor/row.json", out -> out.write('x')));
    assertThat(target.resolve("assets.extra/salvor/row.json")).hasContent("x");
    for (String name : List.of("../x", "/x", "a//b", "", "a/..", "a\\b")) {
      assertThatThrownBy(
              () ->
                  SavedModelWriter.write(
                      model, TARGET, directory.resolve("bad"), Map.of(name, out -> {})))
          .isInstanceOf(IllegalArgumentException.class);
    }
    ExportableModel leading =
        new ExportableModel(
            model.graph(),
            List.of(),
            model.signatures(),
            List.of(new Asset("../words.txt", "x:0", out -> {})),
            List.of(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> SavedModelWriter.write(leading, TARGET, directory.resolve("leading")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAVariableWithoutItsHandle() {
    ExportableModel model = SampleModels.stateless(TARGET);
    Variable stray = new Variable("x", "x", HeapTensor.floats(Shape.SCALAR, 1));
    assertThatThrownBy(() -> write(with(model, model.graph(), List.of(stray))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x has no handle");
  }

  @Test
  void refusesTypesThatTheTargetCannotRestore() {
    assertThatThrownBy(() -> write(SampleModels.variables(TARGET, List.of(ElementType.QINT16), 2)))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            refused -> assertThat(refused.finding().rule()).isEqualTo(Rule.GRAPH_NO_KERNEL))
        .hasMessageContaining("v_qint16");
    assertThat(directory.resolve("model")).doesNotExist();
  }

  @Test
  void whatIsBegunIsNoSavedModel() {
    ExportableModel model = SampleModels.dense(TARGET);
    ExportableModel failing =
        new ExportableModel(
            model.graph(),
            model.variables(),
            model.signatures(),
            List.of(
                new Asset(
                    "words.txt",
                    "x:0",
                    out -> {
                      throw new IOException("disk full");
                    })),
            model.initializers(),
            List.of(),
            List.of());
    Path target = directory.resolve("model");
    assertThatThrownBy(() -> SavedModelWriter.write(failing, TARGET, target))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThat(target.resolve("saved_model.pb")).doesNotExist();
  }

  private static ExportableModel with(
      ExportableModel model, GraphDef graph, List<Variable> variables) {
    return new ExportableModel(
        graph,
        variables,
        model.signatures(),
        model.assets(),
        model.initializers(),
        model.fixes(),
        model.findings());
  }

  private MetaGraphDef write(ExportableModel model) throws IOException {
    Path target = directory.resolve("model");
    SavedModelWriter.write(model, TARGET, target);
    SavedModel read = SavedModel.parseFrom(Files.readAllBytes(target.resolve("saved_model.pb")));
    assertThat(read.getSavedModelSchemaVersion()).isEqualTo(1);
    return read.getMetaGraphs(0);
  }
}
