package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Which ops the CPU runs with the channels before the rows, as graphs for GPUs have them. Before
 * TensorFlow 2.9, which brought oneDNN to the CPU, convolutions and pooling ran there with the
 * channels last only; before 2.3 batch normalization too, unless an optimizer took it apart. oneDNN
 * has no kernels of half and double. Depth and space are exchanged with the channels last only, in
 * every version; so are gradients of maxima, and those of means come out wrong in 2.12. The
 * registries do not tell: measured with TensorFlow 1.15, 2.4, 2.8, 2.12 and 2.21.
 */
public final class Layouts {
  /** GraphDef versions of TensorFlow 2.9 and 2.3. */
  private static final int ONE_DNN = 1087;

  private static final int BATCH_NORM = 440;
  private static final int NEVER = Integer.MAX_VALUE;

  private static final Set<String> FIRST = Set.of("NCHW", "NCDHW");

  /** Only GPUs run these, and of {@code Conv} the channels before the rows. */
  private static final Set<String> GPU_ONLY = Set.of("NCHW_VECT_C", "NCHW_VECT_W");

  /**
   * What an op has of the layout.
   *
   * @param output name of its first output
   * @param before GraphDef version from which it needs no help
   * @param images inputs in the layout
   * @param sizes inputs that are vectors with a number for each dimension
   * @param back whether its first output is in the layout
   */
  record Layout(
      String output, int before, List<Integer> images, List<Integer> sizes, boolean back) {

    Layout(String output, int before) {
      this(output, before, List.of(0), List.of(), true);
    }
  }

  private static final Map<String, Layout> OPS = ops();

  private Layouts() {}

  private static Map<String, Layout> ops() {
    Map<String, Layout> ops = new HashMap<>();
    for (String op :
        List.of(
            "Conv2D",
            "DepthwiseConv2dNative",
            "Conv3D",
            "MaxPool",
            "AvgPool",
            "MaxPool3D",
            "AvgPool3D")) {
      ops.put(op, new Layout("output", ONE_DNN));
    }
    for (String op :
        List.of(
            "Conv2DBackpropInput", "DepthwiseConv2dNativeBackpropInput", "Conv3DBackpropInputV2")) {
      ops.put(op, new Layout("output", ONE_DNN, List.of(2), List.of(0), true));
    }
    for (String op :
        List.of(
            "Conv2DBackpropFilter",
            "DepthwiseConv2dNativeBackpropFilter",
            "Conv3DBackpropFilterV2")) {
      ops.put(op, new Layout("output", ONE_DNN, List.of(0, 2), List.of(), false));
    }
    for (String version : List.of("", "V2", "V3")) {
      ops.put("FusedBatchNorm" + version, new Layout("y", BATCH_NORM));
      ops.put(
          "FusedBatchNormGrad" + version,
          new Layout("x_backprop", ONE_DNN, List.of(0, 1), List.of(), true));
    }
    ops.put("DepthToSpace", new Layout("output", NEVER));
    ops.put("SpaceToDepth", new Layout("output", NEVER));
    ops.put("MaxPoolV2", new Layout("output", NEVER, List.of(0), List.of(1, 2), true));
    ops.put("MaxPoolGrad", new Layout("output", NEVER, List.of(0, 1, 2), List.of(), true));
    ops.put("AvgPoolGrad", new Layout("output", NEVER, List.of(1), List.of(0), true));
    return Map.copyOf(ops);
  }

  /** The layout of a node that the target's CPU does not run as it is, and would the other way. */
  static Optional<Layout> inTheWay(NodeDef node, TargetRuntime target) {
    return FIRST.contains(format(node))
        ? Optional.ofNullable(OPS.get(node.getOp()))
            .filter(
                layout ->
                    target.graphDefVersion() < layout.before
                        || (layout.before == ONE_DNN && withoutOneDnn(node)))
        : Optional.empty();
  }

  /** Why no CPU runs the layout of a node; empty where one does. */
  public static Optional<String> refusal(NodeDef node, TargetRuntime target) {
    String format = format(node);
    boolean general = node.getOp().equals("Conv") && format.equals("CHANNELS_FIRST");
    return GPU_ONLY.contains(format) || general || inTheWay(node, target).isPresent()
        ? Optional.of("its layout %s runs on GPUs only".formatted(format))
        : Optional.empty();
  }

  private static String format(NodeDef node) {
    return node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
        .getS()
        .toStringUtf8();
  }

  private static boolean withoutOneDnn(NodeDef node) {
    DataType type = node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType();
    return type == DataType.DT_HALF || type == DataType.DT_DOUBLE;
  }
}
