package dev.salvor.savedmodel;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Adds nodes to a finished graph, under a scope that no node of it has. */
final class Nodes {
  private final GraphDef.Builder graph;
  private final Set<String> taken = new HashSet<>();

  Nodes(GraphDef.Builder graph) {
    this.graph = graph;
    for (NodeDef node : graph.getNodeList()) {
      taken.add(node.getName());
      for (int slash = node.getName().indexOf('/');
          slash >= 0;
          slash = node.getName().indexOf('/', slash + 1)) {
        taken.add(node.getName().substring(0, slash));
      }
    }
  }

  /** {@code name}, or {@code name_1}, {@code name_2}… where it is taken; taken from now on. */
  String unique(String name) {
    String free = name;
    for (int i = 1; !taken.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /** Starts a node, which is added by {@link #add}. */
  static NodeDef.Builder node(String name, String op, List<String> inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(inputs);
  }

  void add(NodeDef.Builder node) {
    graph.addNode(node);
  }

  /** Adds a constant of strings: a scalar or a vector. */
  String strings(String name, List<String> values, boolean scalar) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (!scalar) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(values.size()));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_STRING).setTensorShape(shape);
    values.forEach(value -> tensor.addStringVal(ByteString.copyFromUtf8(value)));
    add(
        node(name, "Const", List.of())
            .putAttr("dtype", type(DataType.DT_STRING))
            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
    return name;
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  static AttrValue types(List<DataType> types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(types))
        .build();
  }

  static AttrValue scalarShape() {
    return AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build();
  }
}
