package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.quantized.Contraction;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/**
 * Inputs times a kernel by an equation.
 *
 * @param equation without an ellipsis and spaces
 * @param bias creates the bias
 */
record EquationContraction(GraphBuilder graph, String equation, Shape kernel, Runnable bias)
    implements Contraction {

  @Override
  public int[] summed() {
    return missing(weights());
  }

  @Override
  public int[] inputAxes() {
    return missing(inputs());
  }

  private int[] missing(String letters) {
    return IntStream.range(0, letters.length())
        .filter(i -> outputs().indexOf(letters.charAt(i)) < 0)
        .toArray();
  }

  /** Of every output axis the kernel's length, 1 where the kernel has none. */
  @Override
  public Shape scales() {
    return Shape.of(
        outputs()
            .chars()
            .map(weights()::indexOf)
            .mapToLong(axis -> axis < 0 ? 1 : kernel.dim(axis))
            .toArray());
  }

  @Override
  public Tensor times(Tensor x, Tensor by) {
    return new Arithmetic(graph).einsum(equation, x, by);
  }

  @Override
  public Tensor aligned(Tensor scale) {
    Arithmetic math = new Arithmetic(graph);
    int[] gone = inputAxes();
    Tensor aligned = gone.length == 0 ? scale : math.squeeze(scale, gone);
    String kept =
        inputs()
            .chars()
            .filter(letter -> outputs().indexOf(letter) >= 0)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    int[] order = outputs().chars().map(kept::indexOf).filter(axis -> axis >= 0).toArray();
    aligned = math.transpose(aligned, order);
    for (int axis = 0; axis < outputs().length(); axis++) {
      if (kept.indexOf(outputs().charAt(axis)) < 0) {
        aligned = math.expand(aligned, axis);
      }
    }
    return aligned;
  }

  @Override
  public void createBias() {
    bias.run();
  }

  private String inputs() {
    return equation.substring(0, equation.indexOf(','));
  }

  private String weights() {
    return equation.substring(equation.indexOf(',') + 1, equation.indexOf('-'));
  }

  private String outputs() {
    return equation.substring(equation.indexOf('>') + 1);
  }
}
