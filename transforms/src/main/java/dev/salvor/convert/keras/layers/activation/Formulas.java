package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Activation functions by the name that is stored for them: those of keras/activations of every
 * version, and functions of {@code tf.nn} and {@code tf.math}, which are stored by their name too.
 */
public final class Formulas {
  private static final Set<ElementType> WHOLE = EnumSet.of(ElementType.INT32, ElementType.INT64);
  private static final Map<String, Formula> TABLE = table();

  private Formulas() {}

  public static Optional<Formula> named(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  private static Map<String, Formula> table() {
    Map<String, Formula> table = new HashMap<>();
    table.put("linear", (s, x) -> x.tensor());
    table.put("identity", (s, x) -> x.tensor());
    table.put("relu", op("Relu"));
    table.put("relu6", op("Relu6"));
    table.put("sigmoid", op("Sigmoid"));
    table.put("tanh", ofNumbers("Tanh"));
    table.put("softplus", op("Softplus"));
    table.put("softsign", op("Softsign"));
    table.put("elu", op("Elu"));
    table.put("selu", op("Selu"));
    table.put("exponential", ofNumbers("Exp"));
    table.put("hard_sigmoid", Formulas::hardSigmoid);
    table.put("softmax", Formulas::softmax);
    table.put("softmax_v2", Formulas::softmax);
    table.put("log_softmax", Formulas::logSoftmax);
    table.put("log_softmax_v2", Formulas::logSoftmax);
    table.put("leaky_relu", (s, x) -> leakyRelu(s.math(), floats(s, x), 0.2));
    table.put("swish", Formulas::silu);
    table.put("silu", Formulas::silu);
    table.put("gelu", Formulas::gelu);
    table.put("gelu_erf", (s, x) -> gelu(s.math(), x.tensor(), false));
    table.put("gelu_tanh", (s, x) -> gelu(s.math(), x.tensor(), true));
    table.put("mish", Formulas::mish);
    table.put("hard_silu", Formulas::hardSilu);
    table.put("hard_swish", Formulas::hardSilu);
    table.put("hard_tanh", (s, x) -> s.math().clip(x.tensor(), -1, 1));
    table.put("hard_shrink", (s, x) -> hardShrink(s.math(), x.tensor(), 0.5));
    table.put("soft_shrink", (s, x) -> softShrink(s.math(), x.tensor(), 0.5));
    table.put(
        "tanh_shrink", (s, x) -> s.math().sub(x.tensor(), s.math().unary("Tanh", x.tensor())));
    table.put("log_sigmoid", Formulas::logSigmoid);
    table.put("celu", (s, x) -> celu(s.math(), x.tensor(), 1));
    table.put("glu", (s, x) -> glu(s.math(), x.tensor(), x.rank() - 1));
    table.put("squareplus", (s, x) -> squareplus(s.math(), x.tensor(), 4));
    table.put("sparse_plus", Formulas::sparsePlus);
    table.put("sparse_sigmoid", Formulas::sparseSigmoid);
    table.put("sparsemax", (s, x) -> Sparsemax.of(s.math(), x, x.rank() - 1, true));
    // names that models of keras-applications, MobileNetV3 and EfficientNet registered
    for (String name : List.of("hswish", "h_swish", "Hswish", "HSwish", "HardSwish")) {
      table.put(name, Formulas::hardSilu);
    }
    table.put("h_sigmoid", (s, x) -> hardSigmoid(s.math(), x.tensor(), true));
    table.put("Swish", Formulas::silu);
    table.put("Mish", Formulas::mish);
    // functions of TensorFlow Addons (activations of 0.6 to 0.23)
    table.put("Addons>gelu", (s, x) -> gelu(s.math(), x.tensor(), true));
    table.put("Addons>sparsemax", (s, x) -> sparsemax(s.math(), x, x.rank() - 1));
    table.put(
        "Addons>lisht", (s, x) -> s.math().mul(x.tensor(), s.math().unary("Tanh", x.tensor())));
    table.put(
        "Addons>snake",
        (s, x) -> snake(s.math(), x.tensor(), s.math().graph().scalarLike(x.tensor(), 1)));
    table.put("Addons>rrelu", (s, x) -> leakyRelu(s.math(), x.tensor(), (0.125 + 1 / 3.0) / 2));
    // functions of tf.math, elementwise, that models name as activations
    table.put("abs", op("Abs"));
    table.put("exp", op("Exp"));
    table.put("sin", op("Sin"));
    table.put("cos", op("Cos"));
    table.put("square", op("Square"));
    table.put("sqrt", op("Sqrt"));
    table.put("erf", op("Erf"));
    table.put("sign", op("Sign"));
    table.put("negative", op("Neg"));
    return table;
  }

  private static Formula op(String type) {
    return (s, x) -> s.math().unary(type, x.tensor());
  }

  private static Formula ofNumbers(String type) {
    return (s, x) -> s.math().unary(type, s.era().major() >= 3 ? floats(s, x) : x.tensor());
  }

  /**
   * Whole numbers as functions take them that cast by themselves: leaky_relu always
   * (tensorflow/python/ops/nn_ops.py), those of NumPy in Keras 3 (src/backend/tensorflow/numpy.py).
   */
  static Tensor floats(Formula.Setting s, KerasTensor x) {
    boolean whole = WHOLE.contains(x.tensor().type());
    return whole ? s.math().cast(x.tensor(), ElementType.FLOAT32) : x.tensor();
  }

  /**
   * Keras 1 and 2: {@code clip(0.2 x + 0.5, 0, 1)} (keras/backend.py); Keras 3: {@code relu6(x + 3)
   * / 6} (keras/src/backend/tensorflow/nn.py).
   */
  private static Tensor hardSigmoid(Formula.Setting s, KerasTensor x) {
    return hardSigmoid(s.math(), x.tensor(), s.era().major() >= 3);
  }

  /** Both formulas of hard_sigmoid. */
  public static Tensor hardSigmoid(Arithmetic math, Tensor x, boolean sixth) {
    if (sixth) {
      return math.div(math.unary("Relu6", math.add(x, 3)), 6);
    }
    return math.clip(math.add(math.mul(x, 0.2), 0.5), 0, 1);
  }

  private static Tensor softmax(Formula.Setting s, KerasTensor x) {
    return softmax(s.math(), x, x.rank() - 1);
  }

  /** Softmax over {@code axis}, 0 or above. */
  public static Tensor softmax(Arithmetic math, KerasTensor x, int axis) {
    return onLastAxis(math, x, axis, "Softmax");
  }

  private static Tensor logSoftmax(Formula.Setting s, KerasTensor x) {
    return logSoftmax(s.math(), x, x.rank() - 1);
  }

  /** Log-softmax over {@code axis}, 0 or above. */
  public static Tensor logSoftmax(Arithmetic math, KerasTensor x, int axis) {
    return onLastAxis(math, x, axis, "LogSoftmax");
  }

  private static Tensor onLastAxis(Arithmetic math, KerasTensor x, int axis, String op) {
    int last = x.rank() - 1;
    if (axis == last) {
      return math.unary(op, x.tensor());
    }
    int[] swap = java.util.stream.IntStream.rangeClosed(0, last).toArray();
    swap[axis] = last;
    swap[last] = axis;
    return math.transpose(math.unary(op, math.transpose(x.tensor(), swap)), swap);
  }

  /** {@code x} above 0, {@code slope * x} below. */
  public static Tensor leakyRelu(Arithmetic math, Tensor x, double slope) {
    return math.graph().op("LeakyRelu").in(x).attr("alpha", slope).out();
  }

  /** {@code x} above 0, {@code alpha (exp(x) - 1)} below. */
  public static Tensor elu(Arithmetic math, Tensor x, double alpha) {
    Tensor elu = math.unary("Elu", x);
    return alpha == 1 ? elu : math.where(math.greater(x, 0), elu, math.mul(elu, alpha));
  }

  private static Tensor silu(Formula.Setting s, KerasTensor x) {
    return s.math().mul(x.tensor(), s.math().unary("Sigmoid", x.tensor()));
  }

  /** Of Keras since tf.keras 2.4; before that packages called both formulas by that name. */
  private static Tensor gelu(Formula.Setting s, KerasTensor x) {
    boolean own = s.era().major() >= 3 || (s.era().tfKeras() && s.era().atLeast(2, 4));
    if (!own) {
      throw s.arguments()
          .refused(
              "activation gelu is not Keras' own of that time, and packages computed it with erf or"
                  + " tanh: let the policy say gelu_erf or gelu_tanh for it");
    }
    return gelu(s.math(), x.tensor(), false);
  }

  /** With the error function, or its approximation by tanh (tf.nn.gelu). */
  public static Tensor gelu(Arithmetic math, Tensor x, boolean approximate) {
    if (approximate) {
      Tensor cube = math.mul(math.mul(math.square(x), x), 0.044715);
      Tensor inner = math.mul(math.add(x, cube), Math.sqrt(2 / Math.PI));
      return math.mul(math.mul(x, 0.5), math.add(math.unary("Tanh", inner), 1));
    }
    Tensor erf = math.unary("Erf", math.div(x, Math.sqrt(2)));
    return math.mul(math.mul(x, 0.5), math.add(erf, 1));
  }

  private static Tensor mish(Formula.Setting s, KerasTensor x) {
    Arithmetic math = s.math();
    return math.mul(x.tensor(), math.unary("Tanh", math.unary("Softplus", x.tensor())));
  }

  /** Of Keras 3 only, with its hard_sigmoid. */
  private static Tensor hardSilu(Formula.Setting s, KerasTensor x) {
    return s.math().mul(x.tensor(), hardSigmoid(s.math(), x.tensor(), true));
  }

  public static Tensor hardShrink(Arithmetic math, Tensor x, double threshold) {
    return math.where(math.greater(math.abs(x), threshold), x, math.graph().scalarLike(x, 0));
  }

  public static Tensor softShrink(Arithmetic math, Tensor x, double threshold) {
    Tensor zero = math.graph().scalarLike(x, 0);
    Tensor low = math.where(math.less(x, -threshold), math.add(x, threshold), zero);
    return math.where(math.greater(x, threshold), math.sub(x, threshold), low);
  }

  private static Tensor logSigmoid(Formula.Setting s, KerasTensor x) {
    return s.math().neg(s.math().unary("Softplus", s.math().neg(x.tensor())));
  }

  /** {@code max(x, 0) + alpha (exp(min(x, 0) / alpha) - 1)}. */
  public static Tensor celu(Arithmetic math, Tensor x, double alpha) {
    Tensor low = math.mul(math.unary("Expm1", math.div(math.min(x, 0), alpha)), alpha);
    return math.add(math.max(x, 0), low);
  }

  /** The first half of {@code axis} times the sigmoid of the second. */
  public static Tensor glu(Arithmetic math, Tensor x, int axis) {
    List<Tensor> halves = math.split(x, 2, axis);
    return math.mul(halves.get(0), math.unary("Sigmoid", halves.get(1)));
  }

  /** {@code (x + sqrt(x² + b)) / 2}. */
  public static Tensor squareplus(Arithmetic math, Tensor x, double b) {
    return math.div(math.add(x, math.sqrt(math.add(math.square(x), b))), 2);
  }

  private static Tensor sparsePlus(Formula.Setting s, KerasTensor in) {
    Arithmetic math = s.math();
    Tensor x = in.tensor();
    Tensor middle = math.mul(math.square(math.add(x, 1)), 0.25);
    Tensor low = math.where(math.greater(x, -1), middle, math.graph().scalarLike(x, 0));
    return math.where(math.less(x, 1), low, x);
  }

  private static Tensor sparseSigmoid(Formula.Setting s, KerasTensor x) {
    return s.math().clip(s.math().mul(s.math().add(x.tensor(), 1), 0.5), 0, 1);
  }

  /** Sparsemax as Keras computes it. */
  public static Tensor kerasSparsemax(Arithmetic math, KerasTensor x, int axis) {
    return Sparsemax.of(math, x, axis, true);
  }

  /** The projection onto the probability simplex, as it is defined. */
  public static Tensor sparsemax(Arithmetic math, KerasTensor x, int axis) {
    return Sparsemax.of(math, x, axis, false);
  }

  /** {@code x + (1 - cos(2 f x)) / (2 f)}. */
  public static Tensor snake(Arithmetic math, Tensor x, Tensor frequency) {
    Tensor twice = math.mul(frequency, 2);
    Tensor wave = math.sub(1, math.unary("Cos", math.mul(twice, x)));
    return math.add(x, math.div(wave, twice));
  }

  /** {@code x} above the threshold, a fixed value elsewhere. */
  public static Tensor threshold(Arithmetic math, Tensor x, double threshold, double elsewhere) {
    return math.where(math.greater(x, threshold), x, math.graph().scalarLike(x, elsewhere));
  }
}
