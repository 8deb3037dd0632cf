package dev.salvor.convert.keras.layers.functions.neural;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.ActivationLayers;
import dev.salvor.convert.keras.layers.activation.Formula;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.Arrays;

/** Functions of tf.nn and keras.ops.nn that have arguments of their own. */
public final class Neural {
  private Neural() {}

  /** A formula of keras/activations without arguments. */
  public static FunctionBody.Single activation(String name) {
    Formula formula = Formulas.named(name).orElseThrow();
    return call -> {
      KerasTensor x = Promotion.floating(call, "x");
      return KerasTensor.of(formula.apply(setting(call), x), x.shape());
    };
  }

  private static Formula.Setting setting(FunctionCall call) {
    LayerConfig none =
        new LayerConfig(JsonNodeFactory.instance.objectNode(), call.layer().config().path());
    return new Formula.Setting(call.math(), call.layer().era(), none);
  }

  /** A formula with one number. */
  public static FunctionBody.Single withNumber(
      String argument, double absent, TriFunction<Arithmetic, Tensor, Double> formula) {
    return call -> {
      KerasTensor x = Promotion.floating(call, "x");
      double number = call.number(argument, absent);
      return KerasTensor.of(formula.apply(call.math(), x.tensor(), number), x.shape());
    };
  }

  /** A function of three arguments. */
  @FunctionalInterface
  public interface TriFunction<A, B, C> {
    Tensor apply(A a, B b, C c);
  }

  public static FunctionBody.Single gelu(boolean approximate) {
    return call -> {
      KerasTensor x = Promotion.floating(call, "x");
      Tensor gelu = Formulas.gelu(call.math(), x.tensor(), call.flag("approximate", approximate));
      return KerasTensor.of(gelu, x.shape());
    };
  }

  public static KerasTensor silu(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Tensor gate = x.tensor();
    if (call.number("beta", 1) != 1) {
      gate = call.math().mul(gate, call.number("beta", 1));
    }
    return KerasTensor.of(
        call.math().mul(x.tensor(), call.math().unary("Sigmoid", gate)), x.shape());
  }

  /** Keras 2's backend relu with a slope, a maximum and a threshold. */
  public static KerasTensor relu(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Tensor bent =
        ActivationLayers.relu(
            call.math(),
            x.tensor(),
            call.number("slope", 0),
            call.number("max_value", Double.POSITIVE_INFINITY),
            call.number("threshold", 0));
    return KerasTensor.of(bent, x.shape());
  }

  public static KerasTensor softmax(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int axis = call.axis("axis", -1, x.rank());
    return KerasTensor.of(Formulas.softmax(call.math(), x, axis), x.shape());
  }

  public static KerasTensor logSoftmax(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int axis = call.axis("axis", -1, x.rank());
    return KerasTensor.of(Formulas.logSoftmax(call.math(), x, axis), x.shape());
  }

  public static KerasTensor glu(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int axis = call.axis("axis", -1, x.rank());
    Shape shape = x.shape();
    Tensor gated = Formulas.glu(call.math(), x.tensor(), axis);
    return KerasTensor.of(gated, shape.known(axis) ? shape.with(axis, shape.dim(axis) / 2) : shape);
  }

  public static KerasTensor threshold(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Tensor result =
        Formulas.threshold(
            call.math(), x.tensor(), call.number("threshold", 0), call.number("default_value", 0));
    return KerasTensor.of(result, x.shape());
  }

  public static KerasTensor biasAdd(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor bias = call.tensor("bias", x.type());
    Channels.requireLast(call);
    return KerasTensor.of(call.graph().apply("BiasAdd", x.tensor(), bias.tensor()), x.shape());
  }

  /** {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} along one axis. */
  public static KerasTensor batchNorm(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int axis = call.axis("axis", -1, x.rank());
    Arithmetic math = call.math();
    Tensor scale =
        math.rsqrt(math.add(along(call, "variance", x, axis), call.number("epsilon", 1e-3)));
    if (call.has("scale")) {
      scale = math.mul(scale, along(call, "scale", x, axis));
    }
    Tensor result = math.mul(math.sub(x.tensor(), along(call, "mean", x, axis)), scale);
    if (call.has("offset")) {
      result = math.add(result, along(call, "offset", x, axis));
    }
    return KerasTensor.of(result, x.shape());
  }

  private static Tensor along(FunctionCall call, String name, KerasTensor x, int axis) {
    int[] dims = new int[x.rank()];
    Arrays.fill(dims, 1);
    dims[axis] = -1;
    return call.math().reshape(call.tensor(name, x.type()).tensor(), dims);
  }

  public static KerasTensor localResponse(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor normalized =
        call.graph()
            .op("LRN")
            .in(x.tensor())
            .attr("depth_radius", call.integer("depth_radius", 5))
            .attr("bias", call.number("bias", 1))
            .attr("alpha", call.number("alpha", 1))
            .attr("beta", call.number("beta", 0.5))
            .out();
    return KerasTensor.of(normalized, x.shape());
  }

  /** Channels to pixels ({@code DepthToSpace}) or pixels to channels. */
  public static FunctionBody.Single blocks(String op, boolean toSpace) {
    return call -> {
      KerasTensor x = call.tensor("x");
      int block = call.integer("block_size");
      Channels.requireLast(call);
      return moved(call, x, op, block, toSpace);
    };
  }

  /** Channels of {@code (batch, height, width, channels)} to pixels, or pixels to channels. */
  public static KerasTensor moved(
      FunctionCall call, KerasTensor x, String op, int block, boolean toSpace) {
    Tensor moved = call.graph().op(op).in(x.tensor()).attr("block_size", block).out();
    Shape shape = x.shape();
    for (int axis = 1; axis < 4; axis++) {
      long dim = shape.dim(axis);
      int factor = axis == 3 ? block * block : block;
      boolean grows = toSpace != (axis == 3);
      shape = dim < 0 ? shape : shape.with(axis, grows ? dim * factor : dim / factor);
    }
    return KerasTensor.of(moved, shape);
  }
}
