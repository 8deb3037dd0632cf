package dev.salvor.convert.graph;

import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.floats;
import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.shape;
import static dev.salvor.inspect.graph.TestGraph.type;
import static dev.salvor.inspect.graph.TestGraph.types;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.graph.Artifacts;
import dev.salvor.inspect.graph.FrozenGraphInspector;
import dev.salvor.inspect.graph.GraphIntegrity;
import dev.salvor.inspect.graph.MetaGraphInspector;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.SavedModelInspector;
import dev.salvor.inspect.graph.TestGraph;
import dev.salvor.policy.Policy;
import dev.salvor.policy.PolicyReader;
import dev.salvor.savedmodel.SavedModelWriter;
import dev.salvor.savedmodel.TensorBundleWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;

class GraphConvertersTest {
  private static final ConversionContext CONTEXT =
      new ConversionContext(TestGraph.TARGET, Policy.NONE);

  @TempDir Path root;

  private static TensorProto strings(String... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_STRING).setTensorShape(shape(values.length));
    for (String value : values) {
      tensor.addStringVal(ByteString.copyFromUtf8(value));
    }
    return tensor.build();
  }

  /** y = x w + counter, with a saver that keeps w as two slices of one tensor. */
  private static TestGraph training() {
    return new TestGraph()
        .placeholder("x", -1, 2)
        .variable("w/part_0", 1, 2)
        .variable("w/part_1", 1, 2)
        .add(
            constant(
                "axis",
                TensorProto.newBuilder()
                    .setDtype(DataType.DT_INT32)
                    .addIntVal(0)
                    .setTensorShape(shape())
                    .build()))
        .add(
            node("w", "ConcatV2", "w/part_0/read", "w/part_1/read", "axis")
                .putAttr("N", AttrValue.newBuilder().setI(2).build())
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("T", type(DataType.DT_FLOAT)))
        .op("product", "MatMul", "x", "w")
        .variable("counter", 1)
        .add(constant("counter/initial", floats(shape(1), 5)))
        .op("counter/Assign", "Assign", "counter", "counter/initial")
        .op("y", "Add", "product", "counter")
        .variable("slot", 2, 2)
        .add(constant("save/Const", strings("model")))
        .add(constant("save/names", strings("w", "w", "slot")))
        .add(constant("save/slices", strings("2 2 0,1:-", "2 2 1,1:0,2", "")))
        .add(
            node("save/RestoreV2", "RestoreV2", "save/Const", "save/names", "save/slices")
                .putAttr("dtypes", types(DataType.DT_FLOAT, DataType.DT_FLOAT, DataType.DT_FLOAT)))
        .op("save/Assign", "Assign", "w/part_0", "save/RestoreV2:0")
        .op("save/Assign_1", "Assign", "w/part_1", "save/RestoreV2:1")
        .op("save/Assign_2", "Assign", "slot", "save/RestoreV2:2")
        .add(
            node("save/restore_all", "NoOp", "^save/Assign", "^save/Assign_1", "^save/Assign_2")
                .setDevice("/device:GPU:0"));
  }

  private StagedArtifact metaGraph() throws IOException {
    Path directory = Files.createDirectories(root.resolve("ckpt"));
    MetaGraphDef meta =
        MetaGraphDef.newBuilder()
            .setGraphDef(training().def())
            .setSaverDef(
                SaverDef.newBuilder()
                    .setFilenameTensorName("save/Const:0")
                    .setRestoreOpName("save/restore_all"))
            .build();
    Files.write(directory.resolve("model-1.meta"), meta.toByteArray());
    try (TensorBundleWriter bundle = new TensorBundleWriter(directory, "model-1")) {
      bundle.add("slot", HeapTensor.floats(Shape.of(2, 2), 9, 9, 9, 9));
      bundle.add("w", HeapTensor.floats(Shape.of(2, 2), 1, 2, 3, 4));
      bundle.finish();
    }
    return Artifacts.of(root, "ckpt/model-1", Artifact.Layout.CHECKPOINT);
  }

  private static Inspection inspected(StagedArtifact staged) throws IOException {
    return new MetaGraphInspector().inspect(staged, Artifacts.context(Kind.METAGRAPH));
  }

  private static float[] values(Variable variable) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) variable.data().byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    variable.data().read(0, bytes);
    bytes.flip();
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  @Test
  void metaGraphWithSlicesInitialValuesAndOptimizerSlots() throws IOException {
    StagedArtifact staged = metaGraph();
    Inspection inspection =
        new MetaGraphInspector().inspect(staged, Artifacts.context(Kind.METAGRAPH));
    assertThat(inspection.findings()).isEmpty();
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    try (ExportableModel model = new MetaGraphConverter().convert(staged, inspection, CONTEXT)) {
      assertThat(model.variables())
          .extracting(Variable::node)
          .containsExactly("w/part_0", "w/part_1", "counter");
      assertThat(values(model.variables().get(0))).containsExactly(1, 2);
      assertThat(values(model.variables().get(1))).containsExactly(3, 4);
      assertThat(values(model.variables().get(2))).containsExactly(5);
      GraphDef graph = model.graph();
      assertThat(graph.getNodeList())
          .extracting(NodeDef::getOp)
          .doesNotContain("VariableV2", "RestoreV2", "Assign");
      assertThat(GraphIntegrity.faults(new ModelGraph(graph, TestGraph.TARGET))).isEmpty();
      Path written = root.resolve("written");
      SavedModelWriter.write(model, TestGraph.TARGET, Files.createDirectories(written));
      Inspection again =
          new SavedModelInspector()
              .inspect(
                  Artifacts.of(root, "written", Artifact.Layout.SAVED_MODEL),
                  Artifacts.context(Kind.SAVED_MODEL));
      assertThat(again.findings()).isEmpty();
      assertThat(again.classification()).isEqualTo(Classification.LOADABLE);
    }
  }

  @Test
  void movingAveragesByPolicy() throws IOException {
    StagedArtifact staged = metaGraph();
    Files.delete(root.resolve("ckpt/model-1.index"));
    Files.delete(root.resolve("ckpt/model-1.data-00000-of-00001"));
    try (TensorBundleWriter bundle = new TensorBundleWriter(root.resolve("ckpt"), "model-1")) {
      bundle.add("slot", HeapTensor.floats(Shape.of(2, 2), 9, 9, 9, 9));
      bundle.add("w", HeapTensor.floats(Shape.of(2, 2), 1, 2, 3, 4));
      bundle.add("w/part_0/ExponentialMovingAverage", HeapTensor.floats(Shape.of(1, 2), 7, 8));
      bundle.finish();
    }
    try (ExportableModel model =
        new MetaGraphConverter().convert(staged, inspected(staged), CONTEXT)) {
      assertThat(values(model.variables().get(0))).containsExactly(1, 2);
      assertThat(model.findings()).extracting(Finding::rule).contains(Rule.GRAPH_AVERAGES);
    }
    Policy policy = PolicyReader.read("{\"averages\": [{\"path\": \"ckpt/*\"}]}");
    ConversionContext averaged = new ConversionContext(TestGraph.TARGET, policy);
    try (ExportableModel model =
        new MetaGraphConverter().convert(staged, inspected(staged), averaged)) {
      assertThat(values(model.variables().get(0))).containsExactly(7, 8);
      assertThat(values(model.variables().get(1))).containsExactly(3, 4);
      assertThat(model.fixes())
          .anySatisfy(
              fix -> {
                assertThat(fix.recipe()).isEqualTo("moving-averages");
                assertThat(fix.where()).containsExactly("w/part_0");
              });
    }
  }

  @Test
  void damageOfAnOptimizerSlotIsAWarning() throws IOException {
    StagedArtifact staged = metaGraph();
    Path data = root.resolve("ckpt/model-1.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[0] ^= 1; // "slot" comes first
    Files.write(data, bytes);
    Inspection slot = new MetaGraphInspector().inspect(staged, Artifacts.context(Kind.METAGRAPH));
    assertThat(slot.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    assertThat(slot.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("slot"));
    bytes[20] ^= 1;
    Files.write(data, bytes);
    Inspection weight = new MetaGraphInspector().inspect(staged, Artifacts.context(Kind.METAGRAPH));
    assertThat(weight.classification()).isEqualTo(Classification.CORRUPT);
    assertThat(weight.decisive().orElseThrow().message()).contains("w");
  }

  @Test
  void metaGraphWithoutItsCheckpoint() throws IOException {
    metaGraph();
    Files.delete(root.resolve("ckpt/model-1.index"));
    Files.delete(root.resolve("ckpt/model-1.data-00000-of-00001"));
    Inspection inspection =
        new MetaGraphInspector()
            .inspect(
                Artifacts.of(root, "ckpt/model-1", Artifact.Layout.CHECKPOINT),
                Artifacts.context(Kind.METAGRAPH));
    assertThat(inspection.classification()).isEqualTo(Classification.UNSUPPORTED);
    assertThat(inspection.decisive().orElseThrow().rule()).isEqualTo(Rule.GRAPH_NO_VALUES);
  }

  @Test
  void frozenGraphLosesDevicesShapesAndStrangers() throws IOException {
    TestGraph graph =
        new TestGraph()
            .add(
                node("x", "Placeholder")
                    .setDevice("/job:ps/device:GPU:7")
                    .putAttr("dtype", type(DataType.DT_FLOAT))
                    .putAttr("shape", AttrValue.newBuilder().setShape(shape(-1, 2)).build()))
            .add(
                node("y", "Relu", "x")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("_class", TestGraph.text("loc:@gone"))
                    .putAttr(
                        "_output_shapes",
                        AttrValue.newBuilder()
                            .setList(AttrValue.ListValue.newBuilder().addShape(shape(-1, 2)))
                            .build()))
            .add(node("rogue", "HorovodAllreduce", "x"));
    Files.write(root.resolve("g.pb"), graph.def().toByteArray());
    StagedArtifact staged = Artifacts.of(root, "g.pb", Artifact.Layout.FILE);
    Inspection inspection =
        new FrozenGraphInspector().inspect(staged, Artifacts.context(Kind.FROZEN_GRAPH));
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    try (ExportableModel model = new FrozenGraphConverter().convert(staged, inspection, CONTEXT)) {
      assertThat(model.graph().getNodeList())
          .extracting(NodeDef::getName)
          .containsExactly("x", "y");
      assertThat(model.graph().getNodeList()).extracting(NodeDef::getDevice).containsOnly("");
      assertThat(model.graph().getNode(1).getAttrMap()).containsOnlyKeys("T");
      assertThat(model.signatures().get(0).outputs().get("y").getTensorShape().getDim(1).getSize())
          .isEqualTo(2);
      assertThat(model.findings())
          .extracting(Finding::rule)
          .containsExactly(Rule.GRAPH_NO_SIGNATURE);
    }
  }

  @Test
  void variablesThatChangeAreReadWhereTheyAreAsked() {
    TestGraph graph =
        new TestGraph()
            .variable("v", 1)
            .add(constant("one", floats(shape(1), 1)))
            .op("step", "AssignAdd", "v", "one")
            .op("after", "Identity", "v", "^step");
    ModelGraph before = graph.model();
    GraphDef after = ResourceVariables.in(before);
    assertThat(GraphIntegrity.faults(new ModelGraph(after, TestGraph.TARGET))).isEmpty();
    NodeDef read =
        after.getNodeList().stream()
            .filter(node -> node.getName().equals("after/Read_0"))
            .findFirst()
            .orElseThrow();
    assertThat(read.getInputList()).containsExactly("v", "^step");
    assertThat(after.getNodeList())
        .anySatisfy(
            node -> {
              assertThat(node.getOp()).isEqualTo("AssignAddVariableOp");
              assertThat(node.getInputList()).containsExactly("v", "one");
            });
  }

  @Test
  void constantsRepeatTheirLastValue() throws IOException {
    assertThat(
            values(
                new Variable("v", "v", ConstantTensors.of(floats(shape(4), 1, 2)).orElseThrow())))
        .containsExactly(1, 2, 2, 2);
    assertThat(ConstantTensors.of(floats(shape(1 << 20, 1 << 20), 1))).isEmpty();
  }
}
