package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.quantized.QuantizedKernels;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** A dense layer by an equation: {@code activation(einsum(equation, x, kernel) + bias)}. */
public final class EinsumDense implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("lora_rank", "lora_alpha");
    config.inert("gptq_unpacked_column_size");
    KerasTensor x = call.input();
    EinsumShapes shapes =
        EinsumShapes.of(
            config,
            config.text("equation"),
            x.shape(),
            config.node("output_shape"),
            config.text("bias_axes", ""));
    Runnable declared = () -> shapes.bias().ifPresent(shape -> call.weight("bias", shape.dims()));
    EquationContraction contraction =
        new EquationContraction(
            call.graph(), spelled(shapes.equation(), x.rank()), shapes.kernel(), declared);
    Tensor product =
        QuantizedKernels.product(call, contraction, x.tensor())
            .orElseGet(
                () -> contraction.times(x.tensor(), call.weight("kernel", shapes.kernel().dims())));
    if (shapes.bias().isPresent()) {
      Tensor bias = QuantizedKernels.bias(call, call.weight("bias", shapes.bias().get().dims()));
      product = new Arithmetic(call.graph()).add(product, bias);
    }
    KerasTensor result = KerasTensor.of(product, shapes.output());
    KerasTensor activated = Activations.activated(call, "activation", result);
    return call.unmasked(activated.tensor(), activated.shape());
  }

  /**
   * The equation with letters in place of its ellipsis: oneDNN in TensorFlow 2.18 computes {@code
   * ...x,xy->...y} of an input of rank 4 wrongly, and right when the axes are named.
   */
  static String spelled(String equation, int rank) {
    String input = equation.substring(0, equation.indexOf(','));
    if (!input.contains("...")) {
      return equation;
    }
    int hidden = rank - input.replace("...", "").length();
    StringBuilder letters = new StringBuilder();
    for (char letter = 'A'; letter <= 'Z' && letters.length() < hidden; letter++) {
      if (equation.indexOf(letter) < 0) {
        letters.append(letter);
      }
    }
    return equation.replace("...", letters);
  }
}
