package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Before TensorFlow 2.9, which brought oneDNN to the CPU, convolutions and pooling ran there with
 * the channels last only; before 2.3 batch normalization that computes its own statistics too.
 * oneDNN has no kernels of half and double, which run with the channels last in every version. The
 * registries do not tell: measured with TensorFlow 1.15 to 2.21.
 */
final class ChannelsLast implements OpRecipe {
  /** GraphDef versions of TensorFlow 2.9 and 2.3. */
  private static final int ONE_DNN = 1087;

  private static final int BATCH_NORM = 440;

  /** What an op gives first, and the GraphDef version from which it needs no help. */
  private record Layout(String output, int before) {}

  private static final Map<String, Layout> OPS =
      Map.of(
          "Conv2D", new Layout("output", ONE_DNN),
          "DepthwiseConv2dNative", new Layout("output", ONE_DNN),
          "Conv3D", new Layout("output", ONE_DNN),
          "MaxPool", new Layout("output", ONE_DNN),
          "AvgPool", new Layout("output", ONE_DNN),
          "MaxPool3D", new Layout("output", ONE_DNN),
          "AvgPool3D", new Layout("output", ONE_DNN),
          "FusedBatchNorm", new Layout("y", BATCH_NORM),
          "FusedBatchNormV2", new Layout("y", BATCH_NORM),
          "FusedBatchNormV3", new Layout("y", BATCH_NORM));

  private static final List<String> PER_DIMENSION = List.of("strides", "dilations", "ksize");

  @Override
  public String id() {
    return "ops/channels-last";
  }

  @Override
  public String description() {
    return "convolutions and pooling run with the channels last, as the target does on the CPU";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    Layout layout = OPS.get(node.getOp());
    AttrValue none = AttrValue.getDefaultInstance();
    String format = node.getAttrOrDefault("data_format", none).getS().toStringUtf8();
    boolean statistics =
        !node.getOp().startsWith("FusedBatchNorm")
            || !node.containsAttr("is_training")
            || node.getAttrOrDefault("is_training", none).getB();
    return layout != null
        && statistics
        && (target.graphDefVersion() < layout.before() || withoutOneDnn(node, layout))
        && (format.equals("NCHW") || format.equals("NCDHW"));
  }

  private static boolean withoutOneDnn(NodeDef node, Layout layout) {
    DataType type = node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType();
    return layout.before() == ONE_DNN && (type == DataType.DT_HALF || type == DataType.DT_DOUBLE);
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    Layout layout = OPS.get(node.getOp());
    if (layout == null
        || node.getInputCount() == 0
        || scope.takesBeyondFirst(node, layout.output())) {
      return false;
    }
    boolean volume = node.getAttrOrThrow("data_format").getS().toStringUtf8().equals("NCDHW");
    List<Integer> last = volume ? List.of(0, 2, 3, 4, 1) : List.of(0, 2, 3, 1);
    List<Integer> first = volume ? List.of(0, 4, 1, 2, 3) : List.of(0, 3, 1, 2);
    String name = node.getName();
    String input = node.getInput(0);
    Map<String, AttrValue> types =
        Map.of(
            "T", node.getAttrOrDefault("T", AttrValue.getDefaultInstance()),
            "Tperm", ScopeEditor.type(DataType.DT_INT32));
    String toLast = scope.ints(name + "/to_last", input, last, false);
    List<String> inputs = new ArrayList<>(node.getInputList());
    inputs.set(0, scope.emit(name + "/in", "Transpose", types, input, toLast));
    NodeDef.Builder op =
        node.toBuilder()
            .setName(scope.unique(name + "/channels_last"))
            .clearInput()
            .addAllInput(inputs)
            .putAttr("data_format", text(volume ? "NDHWC" : "NHWC"));
    for (String attribute : PER_DIMENSION) {
      if (node.containsAttr(attribute)) {
        op.putAttr(attribute, permuted(node.getAttrOrThrow(attribute), last, 1));
      }
    }
    if (node.containsAttr("explicit_paddings")) {
      op.putAttr("explicit_paddings", permuted(node.getAttrOrThrow("explicit_paddings"), last, 2));
    }
    op.removeAttr("_output_shapes");
    scope.add(op.build());
    String result = scope.tensor(op.getName(), node.getOp());
    String toFirst = scope.ints(name + "/to_first", input, first, false);
    scope.add(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Transpose")
            .addInput(result)
            .addInput(toFirst)
            .putAllAttr(types)
            .build());
    scope.rename(name, layout.output(), "Transpose");
    return true;
  }

  /** A list with {@code each} numbers for a dimension, in the other order of dimensions. */
  private static AttrValue permuted(AttrValue list, List<Integer> order, int each) {
    List<Long> values = list.getList().getIList();
    if (values.size() != order.size() * each) {
      return list;
    }
    AttrValue.ListValue.Builder permuted = AttrValue.ListValue.newBuilder();
    for (int dimension : order) {
      for (int i = 0; i < each; i++) {
        permuted.addI(values.get(dimension * each + i));
      }
    }
    return AttrValue.newBuilder().setList(permuted).build();
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(com.google.protobuf.ByteString.copyFromUtf8(value)).build();
  }
}
