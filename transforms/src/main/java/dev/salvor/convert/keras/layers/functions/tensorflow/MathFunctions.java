package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Elementwise functions of tf.math, tf.bitwise and Python's operators. */
final class MathFunctions {
  private static final String PAIR = "x y name";

  /** {@code names op}: one operand, result of its type. */
  private static final String[][] UNARY = {
    {"math.negative negative", "Neg"},
    {"math.square square", "Square"},
    {"math.sqrt sqrt", "Sqrt"},
    {"math.rsqrt", "Rsqrt"},
    {"math.exp exp", "Exp"},
    {"math.expm1", "Expm1"},
    {"math.log", "Log"},
    {"math.log1p", "Log1p"},
    {"math.sin sin", "Sin"},
    {"math.cos cos", "Cos"},
    {"math.tan tan", "Tan"},
    {"math.asin asin", "Asin"},
    {"math.acos acos", "Acos"},
    {"math.atan atan", "Atan"},
    {"math.sinh sinh", "Sinh"},
    {"math.cosh cosh", "Cosh"},
    {"math.tanh tanh nn.tanh", "Tanh"},
    {"math.asinh asinh", "Asinh"},
    {"math.acosh acosh", "Acosh"},
    {"math.atanh atanh", "Atanh"},
    {"math.sigmoid sigmoid nn.sigmoid", "Sigmoid"},
    {"math.erf", "Erf"},
    {"math.erfc", "Erfc"},
    {"math.erfinv", "Erfinv"},
    {"math.ndtri", "Ndtri"},
    {"math.lgamma", "Lgamma"},
    {"math.digamma", "Digamma"},
    {"math.sign sign", "Sign"},
    {"math.reciprocal", "Reciprocal"},
    {"math.is_nan", "IsNan"},
    {"math.is_inf", "IsInf"},
    {"math.is_finite", "IsFinite"},
    {"math.bessel_i0 math.special.bessel_i0", "BesselI0"},
    {"math.bessel_i0e math.special.bessel_i0e", "BesselI0e"},
    {"math.bessel_i1 math.special.bessel_i1", "BesselI1"},
    {"math.bessel_i1e math.special.bessel_i1e", "BesselI1e"},
    {"math.special.bessel_j0", "BesselJ0"},
    {"math.special.bessel_j1", "BesselJ1"},
    {"math.special.bessel_k0", "BesselK0"},
    {"math.special.bessel_k0e", "BesselK0e"},
    {"math.special.bessel_k1", "BesselK1"},
    {"math.special.bessel_k1e", "BesselK1e"},
    {"math.special.bessel_y0", "BesselY0"},
    {"math.special.bessel_y1", "BesselY1"},
    {"math.special.dawsn", "Dawsn"},
    {"math.special.expint", "Expint"},
    {"math.special.fresnel_cos", "FresnelCos"},
    {"math.special.fresnel_sin", "FresnelSin"},
    {"math.special.spence", "Spence"},
    {"math.invert_permutation", "InvertPermutation"},
    {"bitwise.invert", "Invert"}
  };

  /** {@code names op}: two operands that broadcast. */
  private static final String[][] BINARY = {
    {"math.add add __operators__.add", "AddV2"},
    {"math.subtract subtract", "Sub"},
    {"math.multiply multiply", "Mul"},
    {"math.multiply_no_nan", "MulNoNan"},
    {"math.floordiv floordiv compat.v1.floor_div", "FloorDiv"},
    {"math.floormod math.mod floormod", "FloorMod"},
    {"math.pow pow", "Pow"},
    {"math.maximum maximum", "Maximum"},
    {"math.minimum minimum", "Minimum"},
    {"math.squared_difference", "SquaredDifference"},
    {"math.xlogy", "Xlogy"},
    {"math.xdivy", "Xdivy"},
    {"math.xlog1py", "Xlog1py"},
    {"math.greater greater", "Greater"},
    {"math.greater_equal greater_equal", "GreaterEqual"},
    {"math.less less", "Less"},
    {"math.less_equal less_equal", "LessEqual"},
    {"math.equal equal", "Equal"},
    {"math.not_equal not_equal", "NotEqual"},
    {"truncatediv", "TruncateDiv"},
    {"truncatemod", "TruncateMod"},
    {"realdiv", "RealDiv"},
    {"bitwise.bitwise_and", "BitwiseAnd"},
    {"bitwise.bitwise_or", "BitwiseOr"},
    {"bitwise.bitwise_xor", "BitwiseXor"},
    {"bitwise.left_shift", "LeftShift"},
    {"bitwise.right_shift", "RightShift"}
  };

  private MathFunctions() {}

  static void add(FunctionTable table) {
    for (String[] entry : UNARY) {
      table.add(entry[0], "x name", Elementwise.unary(entry[1]));
    }
    for (String[] entry : BINARY) {
      table.add(entry[0], PAIR, Elementwise.arithmetic(entry[1]));
    }
    operands(table);
    elements(table);
  }

  private static void operands(FunctionTable table) {
    table
        .add("math.truediv truediv math.divide divide", PAIR, Elementwise::divide)
        .add("math.divide_no_nan", PAIR, MathFunctions::divideNoNan)
        .add("compat.v1.div", PAIR, MathFunctions::pythonDivision)
        .add("math.atan2 atan2", "x=y y=x name", Elementwise.arithmetic("Atan2"))
        .add("math.zeta", "x y=q name", Elementwise.arithmetic("Zeta"))
        .add("math.nextafter", "x=x1 y=x2 name", Elementwise.arithmetic("NextAfter"))
        .add("math.polygamma", "x=a y=x name", Elementwise.arithmetic("Polygamma"))
        .add("math.igamma", "x=a y=x name", Elementwise.arithmetic("Igamma"))
        .add("math.igammac", "x=a y=x name", Elementwise.arithmetic("Igammac"))
        .add("math.betainc", "x=a y=b z=x name", Direct.op("Betainc", "x", "y", "z"))
        .add("__operators__.eq", "x=self y=other", Elementwise.arithmetic("Equal"))
        .add("__operators__.ne", "x=self y=other", Elementwise.arithmetic("NotEqual"))
        .add("math.logical_and logical_and", PAIR, Elementwise.logical("LogicalAnd"))
        .add("math.logical_or logical_or", PAIR, Elementwise.logical("LogicalOr"))
        .add("math.logical_xor", PAIR, Elementwise::logicalXor)
        .add("math.add_n add_n", "x=inputs name", Elementwise::addN)
        .add("math.accumulate_n", "x=inputs shape tensor_dtype name", MathFunctions::accumulate)
        .add(
            "math.scalar_mul compat.v1.math.scalar_mul scalar_mul compat.v1.scalar_mul",
            "x=scalar y=x name",
            Elementwise.arithmetic("Mul"))
        .add("math.polyval", "coefficients=coeffs x name", MathFunctions::polynomial)
        .add("clip_by_value", "x=t low=clip_value_min high=clip_value_max name", Elementwise::clip);
  }

  private static void elements(FunctionTable table) {
    table
        .add("math.abs abs", "x name", MathFunctions::size)
        .add("math.floor floor", "x name", Elementwise.rounding("Floor"))
        .add("math.ceil", "x name", Elementwise.rounding("Ceil"))
        .add("math.round round", "x name", Elementwise.rounding("Round"))
        .add("math.rint", "x name", Elementwise.rounding("Rint"))
        .add("math.logical_not logical_not", "x name", Elementwise::logicalNot)
        .add("math.log_sigmoid", "x name", Neural.activation("log_sigmoid"))
        .add("math.erfcinv", "x name", Elementwise.floating(MathFunctions::erfcinv))
        .add("math.reciprocal_no_nan", "x name", Elementwise.floating(MathFunctions::reciprocal))
        .add("math.real", "x=input name", Complexes.part("Real", Elementwise::identity))
        .add("math.imag", "x=input name", Complexes.part("Imag", Elementwise.filled(0)))
        .add(
            "math.angle",
            "x=input name",
            Complexes.part("Angle", Elementwise.floating(Numbers::angle)))
        .add("math.conj", "x name", Complexes::conjugate)
        .add("math.lbeta", "x name", MathFunctions::logBeta)
        .add("math.is_non_decreasing", "x name", ordered("LessEqual"))
        .add("math.is_strictly_increasing", "x name", ordered("Less"));
  }

  private static KerasTensor size(FunctionCall call) {
    return Complexes.part("ComplexAbs", Elementwise.unary("Abs")).apply(call);
  }

  private static KerasTensor pythonDivision(FunctionCall call) {
    boolean real = call.tensor("x").type().floating();
    return real ? Elementwise.divide(call) : Elementwise.arithmetic("FloorDiv").apply(call);
  }

  /** Of integers, which TensorFlow takes since 2.13, as true division. */
  private static KerasTensor divideNoNan(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    ElementType type = pair.x().type();
    if (type.floating() || Complexes.complex(pair.x())) {
      return Elementwise.divideNoNan(call);
    }
    ElementType wide = type.size() < 4 ? ElementType.FLOAT32 : ElementType.FLOAT64;
    Arithmetic math = call.math();
    Tensor x = math.cast(pair.x().tensor(), wide);
    Tensor y = math.cast(pair.y().tensor(), wide);
    return KerasTensor.of(call.graph().apply("DivNoNan", x, y), pair.shape(call));
  }

  /** The sum of tensors; shape and type are stated to be checked. */
  private static KerasTensor accumulate(FunctionCall call) {
    call.constant("shape");
    call.constant("tensor_dtype");
    return Elementwise.addN(call);
  }

  /** By Horner's rule, the coefficient of the highest power first. */
  private static KerasTensor polynomial(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    List<KerasTensor> coefficients = call.tensors("coefficients");
    Arithmetic math = call.math();
    Tensor sum = math.cast(coefficients.get(0).tensor(), x.type());
    Shape shape = coefficients.get(0).shape();
    for (KerasTensor next : coefficients.subList(1, coefficients.size())) {
      Tensor more = math.cast(next.tensor(), x.type());
      sum = math.add(more, math.mul(sum, x.tensor()));
      shape = Broadcasting.shape(call.layer(), shape, x.shape());
      shape = Broadcasting.shape(call.layer(), shape, next.shape());
    }
    return KerasTensor.of(sum, shape);
  }

  private static Tensor erfcinv(Arithmetic math, Tensor x) {
    return math.mul(math.unary("Ndtri", math.mul(x, 0.5)), -Math.sqrt(0.5));
  }

  private static Tensor reciprocal(Arithmetic math, Tensor x) {
    return math.graph().apply("DivNoNan", math.graph().scalarLike(x, 1), x);
  }

  /** {@code sum(lgamma(x)) - lgamma(sum(x))} over the last axis. */
  private static KerasTensor logBeta(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    int last = x.rank() - 1;
    Tensor products = math.sum(math.unary("Lgamma", x.tensor()), false, last);
    Tensor of = math.unary("Lgamma", math.sum(x.tensor(), false, last));
    return KerasTensor.of(math.sub(products, of), x.shape().slice(0, last));
  }

  /** Whether every element, the last axis running fastest, stands so to the next one. */
  private static FunctionBody.Single ordered(String relation) {
    return call -> {
      Arithmetic math = call.math();
      Tensor flat = math.reshape(call.tensor("x").tensor(), -1);
      Tensor length = call.graph().apply("Shape", flat);
      Tensor but = call.graph().apply("Maximum", math.sub(length, 1), call.graph().ints(0));
      Tensor first = call.graph().apply("Slice", flat, call.graph().ints(0), but);
      Tensor from = call.graph().apply("Minimum", length, call.graph().ints(1));
      Tensor next = call.graph().apply("Slice", flat, from, but);
      Tensor each = call.graph().apply(relation, first, next);
      return KerasTensor.of(math.reduce("All", each, false, 0), Shape.SCALAR);
    };
  }
}
