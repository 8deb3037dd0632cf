package dev.salvor.inspect.graph;

import com.google.protobuf.ByteString;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** Graphs for tests, node by node, with no regard to what is legal. */
public final class TestGraph {
  public static final TargetRuntime TARGET = TargetRuntime.named("tf-2.18");

  private final GraphDef.Builder graph =
      GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(1994));
  private final List<NodeDef.Builder> nodes = new ArrayList<>();

  public static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  public static AttrValue text(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  public static AttrValue func(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  public static AttrValue types(DataType... types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(types)))
        .build();
  }

  public static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return shape.build();
  }

  public static NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  public static NodeDef.Builder constant(String name, TensorProto value) {
    return node(name, "Const")
        .putAttr("dtype", type(value.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
  }

  public static TensorProto floats(TensorShapeProto shape, float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(shape);
    for (float value : values) {
      tensor.addFloatVal(value);
    }
    return tensor.build();
  }

  public static TensorProto string(String value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(shape())
        .addStringVal(ByteString.copyFromUtf8(value))
        .build();
  }

  public TestGraph producer(int version) {
    graph.getVersionsBuilder().setProducer(version);
    return this;
  }

  public TestGraph add(NodeDef.Builder node) {
    nodes.add(node);
    return this;
  }

  public TestGraph placeholder(String name, long... dims) {
    return add(
        node(name, "Placeholder")
            .putAttr("dtype", type(DataType.DT_FLOAT))
            .putAttr("shape", AttrValue.newBuilder().setShape(shape(dims)).build()));
  }

  /** An op of one type attribute T over floats. */
  public TestGraph op(String name, String op, String... inputs) {
    return add(node(name, op, inputs).putAttr("T", type(DataType.DT_FLOAT)));
  }

  public TestGraph variable(String name, long... dims) {
    add(
        node(name, "VariableV2")
            .putAttr("dtype", type(DataType.DT_FLOAT))
            .putAttr("shape", AttrValue.newBuilder().setShape(shape(dims)).build()));
    return op(name + "/read", "Identity", name);
  }

  public TestGraph function(OpDef.Builder signature, NodeDef.Builder... body) {
    FunctionDef.Builder function = FunctionDef.newBuilder().setSignature(signature);
    for (NodeDef.Builder node : body) {
      function.addNodeDef(node);
    }
    graph.getLibraryBuilder().addFunction(function);
    return this;
  }

  public GraphDef def() {
    GraphDef.Builder all = graph.clone();
    nodes.forEach(all::addNode);
    return all.build();
  }

  public ModelGraph model() {
    return new ModelGraph(def(), TARGET);
  }
}
