package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Ops in a layout that the target's CPU does not run ({@link Layouts}) run in the other one. */
final class ChannelsLast implements OpRecipe {
  private static final List<String> PER_DIMENSION = List.of("strides", "dilations", "ksize");

  @Override
  public String id() {
    return "ops/channels-last";
  }

  @Override
  public String description() {
    return "ops on images run with the channels last, as the target does on the CPU";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return Layouts.inTheWay(node, target).isPresent();
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    Layouts.Layout layout = Layouts.inTheWay(node, scope.target()).orElseThrow();
    int needed = Math.max(last(layout.images()), last(layout.sizes())) + 1;
    if (ScopeEditor.data(node).size() < needed) {
      return false;
    }
    boolean volume = node.getAttrOrThrow("data_format").getS().toStringUtf8().equals("NCDHW");
    List<Integer> last = volume ? List.of(0, 2, 3, 4, 1) : List.of(0, 2, 3, 1);
    List<Integer> first = volume ? List.of(0, 4, 1, 2, 3) : List.of(0, 3, 1, 2);
    String name = node.getName();
    String beside = node.getInput(layout.images().get(0));
    Map<String, AttrValue> types =
        Map.of(
            "T", node.getAttrOrDefault("T", AttrValue.getDefaultInstance()),
            "Tperm", ScopeEditor.type(DataType.DT_INT32));
    String toLast = scope.ints(name + "/to_last", beside, last, false);
    List<String> inputs = new ArrayList<>(node.getInputList());
    layout
        .images()
        .forEach(
            i ->
                inputs.set(i, scope.emit(name + "/in", "Transpose", types, inputs.get(i), toLast)));
    layout.sizes().forEach(i -> inputs.set(i, sizes(node, i, toLast, last.size(), scope)));
    NodeDef.Builder op =
        node.toBuilder()
            .setName(layout.back() ? scope.unique(name + "/channels_last") : name)
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
    if (layout.back()) {
      scope.renameRest(node, op.build());
      String result = scope.tensor(op.getName(), node.getOp());
      String toFirst = scope.ints(name + "/to_first", beside, first, false);
      scope.add(
          NodeDef.newBuilder()
              .setName(name)
              .setOp("Transpose")
              .addInput(result)
              .addInput(toFirst)
              .putAllAttr(types)
              .build());
      scope.rename(name, layout.output(), "Transpose");
    }
    return true;
  }

  private static int last(List<Integer> inputs) {
    return inputs.stream().mapToInt(Integer::intValue).max().orElse(-1);
  }

  /**
   * A vector with a number for each dimension, in the other order; of rows and columns, as it is.
   */
  private static String sizes(NodeDef node, int input, String order, int rank, ScopeEditor scope) {
    String vector = node.getInput(input);
    boolean spatial =
        scope
            .constant(node, input)
            .filter(tensor -> tensor.getTensorShape().getDimCount() == 1)
            .filter(tensor -> tensor.getTensorShape().getDim(0).getSize() == rank - 2)
            .isPresent();
    if (spatial) {
      return vector;
    }
    AttrValue int32 = ScopeEditor.type(DataType.DT_INT32);
    String axis = scope.ints(node.getName() + "/axis", vector, List.of(0), true);
    return scope.emit(
        node.getName() + "/sizes",
        "GatherV2",
        Map.of(
            "Tparams", node.getAttrOrDefault("Tshape", int32), "Tindices", int32, "Taxis", int32),
        vector,
        order,
        axis);
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
