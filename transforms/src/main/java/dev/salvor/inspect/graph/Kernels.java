package dev.salvor.inspect.graph;

import dev.salvor.target.CpuKernels;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Whether the target has a CPU kernel for a node (tensorflow/core/framework/op_kernel.cc). */
final class Kernels {
  /** Ops that the runtime rewrites before it looks for a kernel. */
  private static final Set<String> REWRITTEN =
      Set.of("AccumulateNV2", "ParallelConcat", "TPUReplicateMetadata", "_Arg", "_Retval");

  private Kernels() {}

  /** Why no kernel fits; empty where one does. */
  static Optional<String> missing(TargetRuntime target, OpDef op, NodeDef node) {
    if (REWRITTEN.contains(node.getOp())) {
      return Optional.empty();
    }
    List<KernelDef> kernels = target.cpuKernels(node.getOp());
    if (kernels.isEmpty()) {
      return Optional.of("it has no kernel for the CPU");
    }
    String label =
        node.getAttrOrDefault("_kernel", AttrValue.getDefaultInstance()).getS().toStringUtf8();
    List<KernelDef> labelled =
        kernels.stream().filter(kernel -> kernel.getLabel().equals(label)).toList();
    if (labelled.isEmpty()) {
      return Optional.of("it has no CPU kernel labelled " + label);
    }
    if (labelled.stream().anyMatch(kernel -> CpuKernels.fits(kernel, op, node))) {
      return Optional.empty();
    }
    StringBuilder types = new StringBuilder();
    labelled.get(0).getConstraintList().stream()
        .map(KernelDef.AttrConstraint::getName)
        .forEach(
            name -> {
              for (DataType type : CpuKernels.types(op, node, name)) {
                types.append(types.isEmpty() ? "" : ", ").append(name).append('=');
                types.append(GraphIntegrity.typeName(type));
              }
            });
    return Optional.of("it has no CPU kernel for " + types);
  }
}
