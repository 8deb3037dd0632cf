package dev.salvor.target;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Which of the kernels of an op runs a node (tensorflow/core/framework/op_kernel.cc). */
public final class CpuKernels {
  /** GraphDef version of TensorFlow 2.12, the first whose bfloat16 kernels need no oneDNN. */
  private static final int OWN_BFLOAT16 = 1395;

  /**
   * Registered so that an optimizer may put oneDNN's in their place (core/kernels/mkl), which is
   * off before TensorFlow 2.9, and from 2.9 to 2.11 where the processor has no AVX-512. They
   * compute nothing: "Missing 0-th output from node" (seen with 2.6, 2.8, 2.9 and 2.10).
   */
  private static final Set<String> FOR_ONE_DNN =
      Set.of(
          "AvgPool",
          "AvgPoolGrad",
          "Conv2D",
          "Conv2DBackpropFilter",
          "Conv2DBackpropInput",
          "DepthwiseConv2dNative",
          "FusedBatchNormGradV2",
          "FusedBatchNormGradV3",
          "FusedBatchNormV2",
          "FusedBatchNormV3");

  /** Registered, and unimplemented when run, in every version up to 2.21. */
  private static final Map<String, DataType> UNIMPLEMENTED = Map.of("Where", DataType.DT_HALF);

  private CpuKernels() {}

  /** Whether a kernel that a runtime registers computes something there. */
  static boolean computes(KernelDef kernel, int graphDefVersion) {
    DataType unimplemented = UNIMPLEMENTED.get(kernel.getOp());
    return !(takes(kernel, unimplemented)
        || (graphDefVersion < OWN_BFLOAT16
            && FOR_ONE_DNN.contains(kernel.getOp())
            && takes(kernel, DataType.DT_BFLOAT16)));
  }

  private static boolean takes(KernelDef kernel, @Nullable DataType type) {
    return type != null
        && kernel.getConstraintList().stream()
            .anyMatch(
                constraint ->
                    constraint.getName().equals("T")
                        && constraint.getAllowedValues().getList().getTypeList().contains(type));
  }

  /** Whether a kernel takes the types of a node. */
  public static boolean fits(KernelDef kernel, OpDef op, NodeDef node) {
    for (KernelDef.AttrConstraint constraint : kernel.getConstraintList()) {
      Set<DataType> allowed = new HashSet<>(constraint.getAllowedValues().getList().getTypeList());
      List<DataType> types = types(op, node, constraint.getName());
      if (!allowed.isEmpty() && !types.isEmpty() && !allowed.containsAll(types)) {
        return false;
      }
    }
    return true;
  }

  /** The types that an attribute of the node holds; empty where it is open. */
  public static List<DataType> types(OpDef op, NodeDef node, String attribute) {
    AttrValue stated =
        OpTypes.attribute(op, node, attribute).orElse(AttrValue.getDefaultInstance());
    return switch (stated.getValueCase()) {
      case TYPE -> List.of(stated.getType());
      case LIST -> stated.getList().getTypeList();
      case S, I, F, B, SHAPE, TENSOR, FUNC, PLACEHOLDER, VALUE_NOT_SET -> List.of();
    };
  }
}
