package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/** Values put at indices. */
public final class Scatters {
  private Scatters() {}

  /** Into a tensor: TensorScatterUpdate, TensorScatterAdd… */
  public static FunctionBody.Single into(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Tensor indices = call.tensor("indices", ElementType.INT32).tensor();
      Tensor updates = call.tensor("updates", x.type()).tensor();
      return KerasTensor.of(call.graph().apply(op, x.tensor(), indices, updates), x.shape());
    };
  }

  /** Into zeros; values at one place are added. */
  public static KerasTensor nd(FunctionCall call) {
    KerasTensor indices = call.tensor("indices", ElementType.INT32);
    Tensor updates = call.tensor("updates").tensor();
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor shape = call.math().cast(dims.vector(), indices.type());
    Tensor scattered = call.graph().apply("ScatterNd", indices.tensor(), updates, shape);
    return KerasTensor.of(scattered, dims.known());
  }

  /** {@code tf.sparse_to_dense} of TensorFlow 1. */
  public static KerasTensor dense(FunctionCall call) {
    KerasTensor indices = call.tensor("indices", ElementType.INT32);
    KerasTensor values = call.tensor("values");
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor absent =
        call.has("default")
            ? call.tensor("default", values.type()).tensor()
            : call.graph().scalar(values.type(), 0);
    Tensor dense =
        call.graph()
            .op("SparseToDense")
            .in(indices.tensor())
            .in(call.math().cast(dims.vector(), indices.type()))
            .in(values.tensor())
            .in(absent)
            .attr("validate_indices", call.flag("validate_indices", true))
            .out();
    return KerasTensor.of(dense, dims.known());
  }
}
