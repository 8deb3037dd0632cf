package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Attention over {@code (batch, steps, heads, width)} (keras/src/backend/tensorflow/nn.py,
 * dot_product_attention; Keras 3.6 and later).
 */
public final class DotProductAttention {
  private static final double LOW = 3.38953e38 * -0.7;
  private static final double LOW_HALF = 65500.0 * -0.7;

  private DotProductAttention() {}

  public static KerasTensor of(FunctionCall call) {
    KerasTensor query = call.tensor("query");
    KerasTensor key = call.tensor("key");
    KerasTensor value = call.tensor("value");
    if (query.rank() != 4 || key.rank() != 4 || value.rank() != 4 || !key.shape().known(-1)) {
      throw call.layer().refused("attends to " + key.shape() + " with " + query.shape());
    }
    if (call.flag("flash_attention", false)) {
      throw call.layer().refused("asks for flash attention, which TensorFlow does not have");
    }
    call.constant("attn_logits_soft_cap"); // TensorFlow's backend leaves it out
    ElementType type = Promotion.common(Promotion.common(query.type(), key.type()), value.type());
    query = Promotion.cast(call, query, type);
    key = repeated(call, Promotion.cast(call, key, type), query);
    value = repeated(call, Promotion.cast(call, value, type), query);
    Arithmetic math = call.math();
    Tensor logits = logits(call, query, key);
    if (call.has("bias")) {
      KerasTensor bias = call.tensor("bias", type);
      logits = math.add(logits, math.cast(bias.tensor(), logits.type()));
    }
    Tensor weights = math.unary("Softmax", masked(call, logits));
    Tensor result = math.einsum("bnts,bsnh->btnh", math.cast(weights, key.type()), value.tensor());
    return KerasTensor.of(result, query.shape().with(-1, value.shape().dim(-1)));
  }

  /** In 32 bits at least; Keras 3.6 scaled them by themselves. */
  private static Tensor logits(FunctionCall call, KerasTensor query, KerasTensor key) {
    Arithmetic math = call.math();
    boolean double64 = query.type() == ElementType.FLOAT64;
    ElementType wide = double64 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    boolean after = call.layer().era().atLeast(3, 8);
    Tensor q = after ? query.tensor() : math.cast(query.tensor(), wide);
    Tensor k = after ? key.tensor() : math.cast(key.tensor(), wide);
    Tensor products = math.cast(math.einsum("btnh,bsnh->bnts", q, k), wide);
    if (!call.layer().era().atLeast(3, 6)) {
      throw call.layer()
          .refused(
              "computes one thing in Keras 3.6 and another since, the file does not say which");
    }
    if (!call.layer().era().atLeast(3, 7)) {
      call.find("scale");
      return math.square(products);
    }
    if (call.has("scale")) {
      Tensor scale = call.tensor("scale", wide).tensor();
      return math.mul(products, math.cast(scale, wide));
    }
    return math.mul(products, 1 / Math.sqrt((double) key.shape().dim(-1)));
  }

  /** Fewer heads of keys and values serve several of the queries (Keras 3.15 and later). */
  private static KerasTensor repeated(FunctionCall call, KerasTensor x, KerasTensor query) {
    long heads = x.shape().dim(2);
    long wanted = query.shape().dim(2);
    if (heads == wanted || heads == 1 || heads < 0 || wanted < 0) {
      return heads == 1 && wanted != 1 ? broadcast(call, x, wanted) : x;
    }
    if (!call.layer().era().atLeast(3, 15) || wanted % heads != 0) {
      throw call.layer().refused("has " + wanted + " heads of queries and " + heads + " of keys");
    }
    int times = Math.toIntExact(wanted / heads);
    return KerasTensor.of(
        call.math().repeat(x.tensor(), x.shape(), 2, times), x.shape().with(2, wanted));
  }

  private static KerasTensor broadcast(FunctionCall call, KerasTensor x, long heads) {
    return KerasTensor.of(
        call.math().repeat(x.tensor(), x.shape(), 2, Math.toIntExact(heads)),
        x.shape().with(2, heads));
  }

  private static Tensor masked(FunctionCall call, Tensor logits) {
    boolean causal = call.flag("is_causal", false);
    if (!call.has("mask") && !causal) {
      return logits;
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor low = graph.scalarLike(logits, logits.type() == ElementType.FLOAT16 ? LOW_HALF : LOW);
    Tensor result = logits;
    if (call.has("mask")) {
      Tensor mask = math.cast(call.tensor("mask").tensor(), ElementType.BOOL);
      result = math.where(mask, result, low);
    }
    if (causal) {
      Tensor steps = math.slice(graph.apply("Shape", logits), new int[] {2}, new int[] {2});
      Tensor all = graph.apply("Fill", steps, graph.scalar(ElementType.BOOL, 1));
      Tensor seen = graph.apply("MatrixBandPart", all, graph.intScalar(-1), graph.intScalar(0));
      result = math.where(seen, result, low);
    }
    return result;
  }
}
