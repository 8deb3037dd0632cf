package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.inspect.keras.architecture.Quantization;

/**
 * The two factors (LoRA) that a layer learns beside weights in few bits. HDF5 files hold them;
 * {@code .keras} files hold the sum, rounded anew ({@code _get_kernel_with_merged_lora}).
 */
final class LowRank {
  private LowRank() {}

  /** {@code product} and the product with the factors, where there are any. */
  static Tensor added(
      LayerCall call,
      Quantization quantization,
      Contraction contraction,
      Tensor x,
      Tensor product) {
    boolean computed =
        switch (quantization.mode()) {
          case INT8, INT4, INT4_MATRIX -> true;
          case FLOAT8, GPTQ, AWQ -> false;
        };
    if (!computed || !apart(call)) {
      return product;
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor factors = factors(call, contraction.kernel());
    return math.add(product, contraction.times(x, factors));
  }

  /** Whether the factors are variables of the file. */
  static boolean apart(LayerCall call) {
    return call.lowRankApart() && call.config().json().path("lora_rank").asInt() > 0;
  }

  /** {@code lora_alpha / lora_rank * a @ b} in {@code shape}. */
  private static Tensor factors(LayerCall call, Shape shape) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    int rank = rank(call.config());
    int width = Math.toIntExact(shape.dim(-1));
    Tensor left = call.weight("lora_kernel_a", ElementType.FLOAT32, true, shape.with(-1, rank));
    Tensor right = call.weight("lora_kernel_b", ElementType.FLOAT32, true, Shape.of(rank, width));
    Tensor product =
        graph.apply("MatMul", shape.rank() == 2 ? left : math.reshape(left, -1, rank), right);
    Tensor folded =
        shape.rank() == 2
            ? product
            : graph.apply("Reshape", product, Shapes.dynamic(graph, product, shape));
    return math.cast(math.mul(folded, scale(call.config())), call.computeType());
  }

  /** {@code looked} and the rows of {@code lora_alpha / lora_rank * a[ids] @ b}. */
  static Tensor rows(LayerCall call, Tensor looked, Tensor ids, Shape table) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    int rank = rank(call.config());
    Tensor left =
        call.weight("lora_embeddings_a", ElementType.FLOAT32, true, Shape.of(table.dim(0), rank));
    Tensor right =
        call.weight("lora_embeddings_b", ElementType.FLOAT32, true, Shape.of(rank, table.dim(1)));
    Tensor rows = graph.apply("GatherV2", left, ids, graph.intScalar(0));
    Tensor product = math.mul(math.matmul(rows, right), scale(call.config()));
    return math.add(looked, math.cast(product, call.computeType()));
  }

  private static int rank(LayerConfig config) {
    return config.integer("lora_rank");
  }

  private static double scale(LayerConfig config) {
    double rank = rank(config);
    return config.number("lora_alpha", rank) / rank;
  }
}
