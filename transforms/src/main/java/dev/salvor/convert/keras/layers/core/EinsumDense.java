package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** A dense layer by an equation: {@code activation(einsum(equation, x, kernel) + bias)}. */
public final class EinsumDense implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("lora_rank", "lora_alpha");
    config.only("gptq_unpacked_column_size");
    KerasTensor x = call.input();
    EinsumShapes shapes =
        EinsumShapes.of(
            config,
            config.text("equation"),
            x.shape(),
            config.node("output_shape"),
            config.text("bias_axes", ""));
    Tensor kernel = call.weight("kernel", shapes.kernel().dims());
    Arithmetic math = new Arithmetic(call.graph());
    Tensor product =
        math.einsum(
            spelled(shapes.equation(), x.rank()),
            QuantizedInputs.of(call, x, shapes.contracted(x.rank())).tensor(),
            kernel);
    if (shapes.bias().isPresent()) {
      product = math.add(product, call.weight("bias", shapes.bias().get().dims()));
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
