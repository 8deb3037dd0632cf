package dev.salvor.savedmodel;

import dev.salvor.convert.Variable;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;

/**
 * Whether the target can restore variables of their types: checkpoints hold types, as 16-bit
 * quantized ones, that no version assigns.
 */
final class VariableTypes {
  private static final String ASSIGN = "AssignVariableOp";

  private VariableTypes() {}

  /**
   * @throws ArtifactException for the first variable that cannot be restored
   */
  static void check(List<Variable> variables, TargetRuntime target) {
    List<KernelDef> kernels = target.cpuKernels(ASSIGN);
    for (Variable variable : variables) {
      DataType type = DataType.forNumber(variable.data().type().number());
      if (kernels.stream().noneMatch(kernel -> takes(kernel, type))) {
        throw Finding.of(
                Rule.GRAPH_NO_KERNEL,
                new Location(null, null, null, variable.key(), null, variable.node()),
                "%s cannot restore variable %s: %s has no CPU kernel for %s",
                target.name(),
                variable.key(),
                ASSIGN,
                variable.data().type().id())
            .exception();
      }
    }
  }

  private static boolean takes(KernelDef kernel, DataType type) {
    return kernel.getConstraintList().stream()
        .filter(constraint -> constraint.getName().equals("dtype"))
        .allMatch(
            constraint -> constraint.getAllowedValues().getList().getTypeList().contains(type));
  }
}
