package dev.salvor.inspect.graph.vocabulary;

import com.google.protobuf.ByteString;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * ParseExampleV2 takes the names of features as vectors, ParseExample as scalars
 * (ops/parsing_ops.cc). The outputs are the same where no feature is ragged.
 */
final class ParseExampleByNames implements OpRecipe {

  @Override
  public String id() {
    return "ops/parse-example-v2";
  }

  @Override
  public String description() {
    return "ParseExampleV2 became ParseExample with a name for each feature";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return node.getOp().equals("ParseExampleV2")
        && target.op("ParseExampleV2").isEmpty()
        && target.op("ParseExample").isPresent();
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    Optional<List<ByteString>> sparse = scope.constant(node, 2).flatMap(ParseExampleByNames::keys);
    Optional<List<ByteString>> dense = scope.constant(node, 3).flatMap(ParseExampleByNames::keys);
    AttrValue none = AttrValue.getDefaultInstance();
    if (ScopeEditor.data(node).size() < 5
        || sparse.isEmpty()
        || dense.isEmpty()
        || node.getAttrOrDefault("ragged_value_types", none).getList().getTypeCount() > 0
        || node.getAttrOrDefault("ragged_split_types", none).getList().getTypeCount() > 0
        || !vector(scope.producer(node, 0))) {
      return false;
    }
    List<String> data = ScopeEditor.data(node);
    List<String> inputs = new ArrayList<>(data.subList(0, 2));
    names(node, scope, sparse.get(), "sparse_keys", inputs);
    names(node, scope, dense.get(), "dense_keys", inputs);
    inputs.addAll(data.subList(5, data.size()));
    inputs.addAll(ScopeEditor.controls(node));
    NodeDef.Builder older =
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp("ParseExample")
            .addAllInput(inputs)
            .putAttr("Nsparse", AttrValue.newBuilder().setI(sparse.get().size()).build())
            .putAttr("Ndense", AttrValue.newBuilder().setI(dense.get().size()).build());
    for (String name : List.of("sparse_types", "Tdense", "dense_shapes")) {
      older.putAttr(name, node.getAttrOrDefault(name, none));
    }
    scope.add(older.build());
    return true;
  }

  /** The older op takes vectors of examples only; what a placeholder holds is known. */
  private static boolean vector(Optional<NodeDef> serialized) {
    return serialized
        .map(node -> node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()))
        .filter(shape -> shape.hasShape() && shape.getShape().getDimCount() == 1)
        .isPresent();
  }

  private static Optional<List<ByteString>> keys(TensorProto names) {
    TensorShapeProto shape = names.getTensorShape();
    boolean all =
        shape.getDimCount() == 1 && shape.getDim(0).getSize() == names.getStringValCount();
    return all ? Optional.of(names.getStringValList()) : Optional.empty();
  }

  private static void names(
      NodeDef node, ScopeEditor scope, List<ByteString> keys, String what, List<String> inputs) {
    for (ByteString key : keys) {
      TensorProto name =
          TensorProto.newBuilder()
              .setDtype(DataType.DT_STRING)
              .setTensorShape(TensorShapeProto.getDefaultInstance())
              .addStringVal(key)
              .build();
      inputs.add(
          scope.emit(
              node.getName() + "/" + what,
              "Const",
              Map.of(
                  "dtype", ScopeEditor.type(DataType.DT_STRING),
                  "value", AttrValue.newBuilder().setTensor(name).build())));
    }
  }
}
