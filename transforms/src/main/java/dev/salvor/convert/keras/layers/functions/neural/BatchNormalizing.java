package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.window.Formats;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batch normalization as a function (tensorflow/python/ops/nn_impl.py). */
public final class BatchNormalizing {
  private BatchNormalizing() {}

  /** Everything broadcasts: statistics may have the rank of the input. */
  public static KerasTensor formula(FunctionCall call) {
    KerasTensor scale = call.has("scale") ? call.tensor("scale") : null;
    KerasTensor offset = call.has("offset") ? call.tensor("offset") : null;
    return normalized(call, scale, offset);
  }

  public static KerasTensor global(FunctionCall call) {
    KerasTensor gamma = call.flag("scaled", false) ? call.tensor("gamma") : null;
    call.find("gamma");
    return normalized(call, gamma, call.tensor("beta"));
  }

  private static KerasTensor normalized(
      FunctionCall call, @Nullable KerasTensor scale, @Nullable KerasTensor offset) {
    KerasTensor x = call.tensor("x");
    KerasTensor mean = call.tensor("mean", x.type());
    KerasTensor variance = call.tensor("variance", x.type());
    Arithmetic math = call.math();
    Tensor epsilon = call.tensor("epsilon", variance.type()).tensor();
    Tensor inverse = math.rsqrt(math.add(variance.tensor(), epsilon));
    Shape shape = Broadcasting.shape(call.layer(), x.shape(), mean.shape());
    shape = Broadcasting.shape(call.layer(), shape, variance.shape());
    if (scale != null) {
      inverse = math.mul(inverse, scale.tensor());
      shape = Broadcasting.shape(call.layer(), shape, scale.shape());
    }
    Tensor moved = math.mul(mean.tensor(), inverse);
    Tensor rest = offset == null ? math.neg(moved) : math.sub(offset.tensor(), moved);
    if (offset != null) {
      shape = Broadcasting.shape(call.layer(), shape, offset.shape());
    }
    Tensor product = math.mul(x.tensor(), math.cast(inverse, x.type()));
    return KerasTensor.of(math.add(product, math.cast(rest, x.type())), shape);
  }

  /** With the statistics of the batch unless {@code is_training} is false; and those. */
  public static List<KerasTensor> fused(FunctionCall call) {
    DataFormat format = Formats.of(call);
    KerasTensor x = format.toLast(call.graph(), call.tensor("x"));
    boolean training = call.flag("is_training", true);
    if (x.rank() != 4 || (training && call.number("exponential_avg_factor", 1) != 1)) {
      throw call.layer().refused("normalizes " + x.shape() + " with running statistics");
    }
    call.number("exponential_avg_factor", 1);
    Tensor none = call.graph().numbers(ElementType.FLOAT32, Shape.of(0));
    Tensor mean = call.has("mean") ? call.tensor("mean").tensor() : none;
    Tensor variance = call.has("variance") ? call.tensor("variance").tensor() : none;
    KerasTensor scale = call.tensor("scale");
    List<Tensor> outputs =
        call.graph()
            .op("FusedBatchNormV3")
            .in(x.tensor())
            .in(scale.tensor())
            .in(call.tensor("offset").tensor())
            .in(mean)
            .in(variance)
            .attr("epsilon", Math.max(call.number("epsilon", 1e-3), 1.001e-5))
            .attr("is_training", training)
            .outs();
    return List.of(
        format.fromLast(call.graph(), KerasTensor.of(outputs.get(0), x.shape())),
        KerasTensor.of(outputs.get(1), scale.shape()),
        KerasTensor.of(outputs.get(2), scale.shape()));
  }
}
