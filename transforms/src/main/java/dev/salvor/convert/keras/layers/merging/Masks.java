package dev.salvor.convert.keras.layers.merging;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mask of a layer with several inputs. */
final class Masks {
  private Masks() {}

  /**
   * Until Keras 3.3 what all given masks keep; later what any of them keeps, and nothing is masked
   * where one input is not (keras/src/layers/merging/base_merge.py, compute_mask).
   */
  static @Nullable Tensor joined(LayerCall call, List<KerasTensor> inputs) {
    boolean any = any(call);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor joined = null;
    for (KerasTensor input : inputs) {
      Tensor mask = input.keptMask();
      if (mask == null && any) {
        return null;
      }
      if (mask != null) {
        joined = joined == null ? mask : any ? or(math, joined, mask) : math.and(joined, mask);
      }
    }
    return joined;
  }

  static boolean any(LayerCall call) {
    return call.era().atLeast(3, 4);
  }

  static Tensor or(Arithmetic math, Tensor a, Tensor b) {
    return math.graph().apply("LogicalOr", a, b);
  }

  /**
   * Of a concatenation: the masks joined along its axis; a step is kept where all of it is, since
   * Keras 3.4 where any is.
   */
  static @Nullable Tensor concatenated(LayerCall call, List<KerasTensor> inputs, int axis) {
    if (inputs.stream().allMatch(input -> input.keptMask() == null)) {
      return null;
    }
    Arithmetic math = new Arithmetic(call.graph());
    List<Tensor> masks = new ArrayList<>();
    for (KerasTensor input : inputs) {
      Tensor none = math.cast(call.graph().apply("ZerosLike", input.tensor()), ElementType.BOOL);
      Tensor mask = input.keptMask();
      masks.add(mask == null ? math.not(none) : or(math, math.expand(mask, -1), none));
    }
    return math.reduce(any(call) ? "Any" : "All", math.concat(masks, axis), false, -1);
  }
}
