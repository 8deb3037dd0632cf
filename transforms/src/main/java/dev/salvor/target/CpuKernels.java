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
  /** GraphDef versions of TensorFlow 2.3, 2.4, 2.9, 2.12 and 2.18. */
  private static final int TF_2_3 = 440;

  private static final int TF_2_4 = 561;
  private static final int TF_2_9 = 1087;
  private static final int TF_2_12 = 1395;
  private static final int TF_2_18 = 1994;

  /**
   * Ops to the GraphDef version from which their bfloat16 kernel can be relied on; measured with
   * TensorFlow 1.15 to 2.21.
   */
  private static final Map<String, Integer> BFLOAT16 =
      Map.ofEntries(
          // registered so that an optimizer may put oneDNN's in their place (core/kernels/mkl),
          // which is off before 2.9 and from 2.9 to 2.11 where the processor has no AVX-512; they
          // compute nothing: "Missing 0-th output from node"
          Map.entry("AvgPool", TF_2_12),
          Map.entry("AvgPoolGrad", TF_2_12),
          Map.entry("Conv2D", TF_2_12),
          Map.entry("Conv2DBackpropFilter", TF_2_12),
          Map.entry("Conv2DBackpropInput", TF_2_12),
          Map.entry("DepthwiseConv2dNative", TF_2_12),
          Map.entry("FusedBatchNormGradV2", TF_2_12),
          Map.entry("FusedBatchNormGradV3", TF_2_12),
          Map.entry("FusedBatchNormV2", TF_2_12),
          Map.entry("FusedBatchNormV3", TF_2_12),
          // they add up in bfloat16: the mean of 4096 numbers around 1 is off by 0.8
          Map.entry("Mean", TF_2_18),
          Map.entry("Einsum", TF_2_12),
          Map.entry("Conv3D", TF_2_9),
          Map.entry("LogSoftmax", TF_2_4),
          Map.entry("Prod", TF_2_4),
          Map.entry("Softmax", TF_2_4),
          Map.entry("Sum", TF_2_3),
          // large relative errors far from zero
          Map.entry("Sigmoid", TF_2_3),
          Map.entry("Softplus", TF_2_3),
          // an optimizer divides by constants with Reciprocal, which has no kernel
          Map.entry("RealDiv", TF_2_4));

  /** Registered, and unimplemented when run, in every version up to 2.21. */
  private static final Map<String, DataType> UNIMPLEMENTED = Map.of("Where", DataType.DT_HALF);

  private CpuKernels() {}

  /** Whether a kernel that a runtime of that GraphDef version registers does its work there. */
  static boolean usable(KernelDef kernel, int graphDefVersion) {
    return !takes(kernel, UNIMPLEMENTED.get(kernel.getOp()))
        && (graphDefVersion >= BFLOAT16.getOrDefault(kernel.getOp(), 0)
            || !takes(kernel, DataType.DT_BFLOAT16));
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
