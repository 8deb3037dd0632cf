package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.quantized.QuantizedKernels;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code activation(x · kernel + bias)} over the last axis (keras/layers/core/dense.py). */
public final class Dense implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("lora_rank", "lora_alpha");
    KerasTensor input = floating(call);
    int units = call.config().integer("units");
    boolean biased = call.config().flag("use_bias", true);
    Runnable bias = biased ? () -> call.weight("bias", units) : () -> {};
    Optional<Tensor> product =
        QuantizedKernels.product(
            call, new MatrixContraction(call.graph(), input, units, bias), input.tensor());
    if (product.isEmpty()) {
      Tensor kernel = call.weight("kernel", input.shape().dim(-1), units);
      return of(call, input, kernel, biased ? call.weight("bias", units) : null);
    }
    return finished(
        call,
        input,
        product.get(),
        biased ? QuantizedKernels.bias(call, call.weight("bias", units)) : null);
  }

  /**
   * The layer with these weights.
   *
   * @param kernel {@code (features, units)}
   * @param bias {@code (units,)}
   */
  public static List<KerasTensor> of(
      LayerCall call, KerasTensor input, Tensor kernel, @Nullable Tensor bias) {
    int units = call.config().integer("units");
    MatrixContraction contraction = new MatrixContraction(call.graph(), input, units, () -> {});
    return finished(call, input, contraction.times(input.tensor(), kernel), bias);
  }

  private static List<KerasTensor> finished(
      LayerCall call, KerasTensor input, Tensor product, @Nullable Tensor bias) {
    Shape shape = input.shape().with(-1, call.config().integer("units"));
    Tensor biased = bias == null ? product : call.graph().apply("BiasAdd", product, bias);
    KerasTensor activated =
        Activations.activated(call, "activation", KerasTensor.of(biased, shape));
    return call.output(activated.tensor(), activated.shape());
  }

  /** Integers are cast too, where other layers leave them alone (keras/layers/core/dense.py). */
  private static KerasTensor floating(LayerCall call) {
    KerasTensor x = call.input();
    if (x.type() == call.computeType()) {
      return x;
    }
    Tensor cast = new Arithmetic(call.graph()).cast(x.tensor(), call.computeType());
    return new KerasTensor(cast, x.shape(), x.keptMask());
  }
}
