package dev.salvor.convert.keras.layers.merging;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Multiply, Maximum and Minimum under masks, since Keras 3.4: an input does not count where it is
 * masked (keras/src/layers/merging/multiply.py, base_merge.py).
 */
final class MaskedMerge {
  private MaskedMerge() {}

  static boolean applies(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    int rank = inputs.get(0).rank();
    return Masks.any(call)
        && List.of("Multiply", "Maximum", "Minimum").contains(call.className())
        && inputs.stream().allMatch(input -> input.rank() == rank)
        && inputs.stream().anyMatch(input -> input.keptMask() != null);
  }

  static Tensor join(LayerCall call, BinaryOperator<Tensor> join) {
    return call.className().equals("Multiply") ? product(call) : extreme(call, join);
  }

  /** Masked factors count as 1; where all are masked the product is 0. */
  private static Tensor product(LayerCall call) {
    Arithmetic math = new Arithmetic(call.graph());
    boolean all = call.inputs().stream().allMatch(input -> input.keptMask() != null);
    Tensor output = null;
    Tensor kept = null;
    for (KerasTensor input : call.inputs()) {
      Tensor x = input.tensor();
      Tensor mask = wide(math, input);
      if (mask != null) {
        x = math.where(mask, x, call.graph().scalarLike(x, 1));
        kept = kept == null ? mask : Masks.or(math, kept, mask);
      }
      output = output == null ? x : math.mul(output, x);
    }
    if (output == null || kept == null || !all) {
      return Objects.requireNonNull(output);
    }
    return math.where(kept, output, call.graph().scalarLike(output, 0));
  }

  /** A masked input takes the value of the other. */
  private static Tensor extreme(LayerCall call, BinaryOperator<Tensor> join) {
    Arithmetic math = new Arithmetic(call.graph());
    List<KerasTensor> inputs = call.inputs();
    Tensor output = inputs.get(0).tensor();
    Tensor kept = wide(math, inputs.get(0));
    for (KerasTensor input : inputs.subList(1, inputs.size())) {
      Tensor x = input.tensor();
      Tensor mask = wide(math, input);
      if (mask != null) {
        x = math.where(mask, x, output);
      }
      if (kept != null) {
        output = math.where(kept, output, x);
      }
      kept = kept == null || mask == null ? null : Masks.or(math, kept, mask);
      output = join.apply(output, x);
    }
    return output;
  }

  private static @Nullable Tensor wide(Arithmetic math, KerasTensor input) {
    Tensor mask = input.keptMask();
    return mask == null ? null : math.expand(mask, -1);
  }
}
