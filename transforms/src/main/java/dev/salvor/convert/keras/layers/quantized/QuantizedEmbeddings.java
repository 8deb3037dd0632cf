package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs.Rounded;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Embedding and ReversibleEmbedding by the mode of their policy, which is int8 or int4 (keras 3.15,
 * src/layers/core/embedding.py and reversible_embedding.py).
 */
public final class QuantizedEmbeddings {
  private final QuantizedTable table;
  private final @Nullable QuantizedTable reverse;

  private QuantizedEmbeddings(QuantizedTable table, @Nullable QuantizedTable reverse) {
    this.table = table;
    this.reverse = reverse;
  }

  /**
   * The variables of the layer; empty where its policy names no mode.
   *
   * @param tied whether the way back has no table of its own
   */
  public static Optional<QuantizedEmbeddings> of(
      LayerCall call, int rows, int width, boolean tied) {
    return Quantization.of(call.config())
        .map(
            quantization -> {
              boolean known =
                  switch (quantization.mode()) {
                    case INT8, INT4, INT4_MATRIX -> true;
                    case FLOAT8, GPTQ, AWQ -> false;
                  };
              if (!known) {
                throw call.refused("has the quantization " + quantization.mode());
              }
              QuantizedTable table = QuantizedTable.of(call, quantization, rows, width);
              return new QuantizedEmbeddings(
                  table, tied ? null : QuantizedTable.reverse(call, quantization, rows, width));
            });
  }

  /** Rows by index, one more axis than {@code ids}. */
  public Tensor rows(LayerCall call, KerasTensor x, Tensor ids) {
    return table.rows(call, x, ids);
  }

  /**
   * Scores of all rows.
   *
   * @param contraction of vectors with a kernel {@code (width, rows)}
   */
  public Tensor scores(LayerCall call, Contraction contraction, Tensor x) {
    Optional<Rounded> rounding = RoundedInputs.rounding(table.quantization(), true);
    Arithmetic math = new Arithmetic(call.graph());
    boolean tied = reverse == null;
    QuantizedTable used = reverse == null ? table : reverse;
    Tensor kernel = used.zero() == null ? used.numbers(call) : used.multiplied(call);
    Tensor across = tied ? math.transpose(kernel, 1, 0) : kernel;
    if (used.zero() == null) {
      return Integers.product(call, rounding, contraction, x, across, used.scale());
    }
    if (rounding.isEmpty()) {
      return contraction.times(x, across);
    }
    RoundedInputs inputs = RoundedInputs.of(call, rounding.get(), x, -1);
    return math.div(contraction.times(inputs.values(), across), inputs.scale());
  }
}
