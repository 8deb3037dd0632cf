package dev.salvor.validate;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** SavedModels for tests, without variables: nodes and one signature x → y, both float32(None). */
final class TestModel {
  private final GraphDef.Builder graph =
      GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(1882));

  private TestModel() {
    node("x", "Placeholder").putAttr("dtype", type(DataType.DT_FLOAT)).putAttr("shape", shape());
  }

  /** y = x + constant. */
  static TestModel adds(float constant) {
    TestModel model = new TestModel();
    model.constant("c", constant);
    model.node("y", "AddV2", "x", "c").putAttr("T", type(DataType.DT_FLOAT));
    return model;
  }

  /** y = x, but only after {@code text} was printed to standard output. */
  static TestModel prints(String text) {
    TestModel model = new TestModel();
    model
        .node("text", "Const")
        .putAttr("dtype", type(DataType.DT_STRING))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFromUtf8(text)))
                .build());
    model
        .node("print", "PrintV2", "text")
        .putAttr(
            "output_stream",
            AttrValue.newBuilder().setS(ByteString.copyFromUtf8("stdout")).build());
    model.node("y", "Identity", "x", "^print").putAttr("T", type(DataType.DT_FLOAT));
    return model;
  }

  /** Never returns: a loop of the old control flow whose condition is constant. */
  static TestModel hangs() {
    TestModel model = new TestModel();
    AttrValue type = type(DataType.DT_FLOAT);
    AttrValue frame = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("f")).build();
    model.node("enter", "Enter", "x").putAttr("T", type).putAttr("frame_name", frame);
    model.node("merge", "Merge", "enter", "next").putAttr("T", type).putAttr("N", number(2));
    model
        .node("true", "Const", "^merge")
        .putAttr("dtype", type(DataType.DT_BOOL))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_BOOL)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addBoolVal(true))
                .build());
    model.node("again", "LoopCond", "true");
    model.node("switch", "Switch", "merge", "again").putAttr("T", type);
    model.node("next", "NextIteration", "switch:1").putAttr("T", type);
    model.node("y", "Exit", "switch").putAttr("T", type);
    return model;
  }

  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    SavedModel model =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(
                MetaGraphDef.newBuilder()
                    .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                    .setGraphDef(graph)
                    .putSignatureDef(
                        "serving_default",
                        SignatureDef.newBuilder()
                            .setMethodName("tensorflow/serving/predict")
                            .putInputs("x", info("x:0"))
                            .putOutputs("y", info("y:0"))
                            .build()))
            .build();
    Files.write(directory.resolve("saved_model.pb"), model.toByteArray());
    return directory;
  }

  private void constant(String name, float value) {
    node(name, "Const")
        .putAttr("dtype", type(DataType.DT_FLOAT))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addFloatVal(value))
                .build());
  }

  private NodeDef.Builder node(String name, String op, String... inputs) {
    NodeDef.Builder node = graph.addNodeBuilder().setName(name).setOp(op);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node;
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  private static AttrValue shape() {
    return AttrValue.newBuilder().setShape(vector()).build();
  }

  private static TensorInfo info(String name) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(vector())
        .build();
  }

  private static TensorShapeProto vector() {
    return TensorShapeProto.newBuilder()
        .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
        .build();
  }
}
