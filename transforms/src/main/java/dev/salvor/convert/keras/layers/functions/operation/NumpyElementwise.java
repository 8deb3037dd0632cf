package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.functions.array.Selecting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Casting;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.elementwise.Divisors;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.convert.keras.layers.functions.elementwise.Rounding;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import java.util.function.BiFunction;

/** Functions of {@code keras.ops.numpy} of each element by itself (keras/src/ops/numpy.py). */
public final class NumpyElementwise {
  private static final String PAIR = "x=x1 y=x2";

  private NumpyElementwise() {}

  public static void add(FunctionTable table) {
    pairs(table);
    floating(table);
    others(table);
    bits(table);
  }

  private static void pairs(FunctionTable table) {
    table
        .each(
            "numpy.",
            "Add=AddV2 Subtract=Sub Multiply=Mul Maximum Minimum Power=Pow FloorDivide=FloorDiv"
                + " Mod=FloorMod Greater GreaterEqual Less LessEqual Equal NotEqual",
            PAIR,
            Elementwise::arithmetic)
        .each("numpy.", "LogicalAnd LogicalOr", PAIR, Elementwise::logical)
        .add("numpy.LogicalXor", PAIR, Elementwise::logicalXor)
        .add("numpy.Divide numpy.TrueDivide", PAIR, Elementwise::divide)
        .add("numpy.DivideNoNan", PAIR, Elementwise::divideNoNan)
        .add("numpy.Arctan2", PAIR, Numbers.floating(ElementType.FLOAT32, Numbers.op("Atan2")))
        .add("numpy.Hypot", PAIR, Numbers.floating(ElementType.FLOAT64, Numbers::hypotenuse))
        .add("numpy.Heaviside", PAIR, Numbers.floating(ElementType.FLOAT64, Numbers::heaviside))
        .add("numpy.Logaddexp", PAIR, Numbers.floating(ElementType.FLOAT32, Numbers.logAddExp(1)))
        .add(
            "numpy.Logaddexp2",
            PAIR,
            Numbers.floating(ElementType.FLOAT32, Numbers.logAddExp(Math.log(2))))
        .add("numpy.Fmax", PAIR, Numbers.ignoringNan("Maximum"))
        .add("numpy.Fmin", PAIR, Numbers.ignoringNan("Minimum"))
        .add("numpy.Fmod", PAIR, Numbers::remainder)
        .add("numpy.Gcd", PAIR, Divisors::greatestCommon)
        .add("numpy.Lcm", PAIR, Divisors::leastMultiple)
        .add("numpy.Ldexp", PAIR, Numbers::scaled)
        .add("numpy.Nextafter", PAIR, Numbers::nextAfter)
        .add("numpy.Isclose", PAIR + " rtol atol equal_nan", Numbers::isClose)
        .add("numpy.AllClose", PAIR + " rtol atol equal_nan", Numbers::allClose)
        .add("numpy.Where", "condition x=x1 y=x2", Elementwise::where)
        .add("numpy.Select", "conditions=condlist choices=choicelist default", Selecting::select);
  }

  private static void floating(FunctionTable table) {
    table
        .each(
            "numpy.",
            "Sqrt Exp Expm1 Log Log1p Sin Cos Tan Arcsin=Asin Arccos=Acos Arctan=Atan Sinh Cosh"
                + " Tanh Arcsinh=Asinh Arccosh=Acosh Arctanh=Atanh Reciprocal I0=BesselI0"
                + " Isnan=IsNan Isinf=IsInf Isfinite=IsFinite",
            "x",
            Elementwise::floating)
        .add("numpy.Log2", "x", logarithm(2))
        .add("numpy.Log10", "x", logarithm(10))
        .add("numpy.Exp2", "x", formula((math, x) -> math.exp(math.mul(x, Math.log(2)))))
        .add("numpy.Deg2rad", "x", formula((math, x) -> math.mul(x, Math.PI / 180)))
        .add("numpy.Rad2deg", "x", formula((math, x) -> math.mul(x, 180 / Math.PI)))
        .add("numpy.Fabs", "x", formula(Arithmetic::abs))
        .add("numpy.Cbrt", "x", formula(Numbers::cubeRoot))
        .add("numpy.Sinc", "x", formula(Numbers::sinc))
        .add("numpy.Angle", "x", Complexes.part("Angle", formula(Numbers::angle)));
  }

  private static FunctionBody.Single formula(BiFunction<Arithmetic, Tensor, Tensor> formula) {
    return Elementwise.floating(formula);
  }

  private static FunctionBody.Single logarithm(double base) {
    return formula((math, x) -> math.div(math.unary("Log", x), Math.log(base)));
  }

  private static void others(FunctionTable table) {
    table
        .each("numpy.", "Negative=Neg Square Sign", "x", Elementwise::unary)
        .add("numpy.Absolute numpy.Abs", "x", Numbers::absolute)
        .add("numpy.LogicalNot", "x", Elementwise::logicalNot)
        .add("numpy.Floor", "x", Elementwise.rounding("Floor"))
        .add("numpy.Ceil", "x", Elementwise.rounding("Ceil"))
        .add("numpy.Trunc", "x", Rounding::truncate)
        .add("numpy.Round", "x decimals", Rounding::round)
        .add("numpy.Clip", "x low=x_min high=x_max", Elementwise::clip)
        .add("numpy.Signbit", "x", Numbers::signBit)
        .add("numpy.NanToNum", "x nan posinf neginf", Numbers::nanToNum)
        .add("numpy.Isposinf", "x", Numbers.test(false, infinite(Double.POSITIVE_INFINITY)))
        .add("numpy.Isneginf", "x", Numbers.test(false, infinite(Double.NEGATIVE_INFINITY)))
        .add("numpy.Isreal", "x", Numbers.test(true, NumpyElementwise::everywhere))
        .add("numpy.Real", "x", Complexes.part("Real", Elementwise::identity))
        .add("numpy.Imag", "x", Complexes.part("Imag", Elementwise.filled(0)))
        .add("numpy.Conj numpy.Conjugate", "x", Complexes::conjugate)
        .add("numpy.Copy", "x", Elementwise::identity)
        .add("numpy.Array", "x dtype", Elementwise::identity)
        .add("numpy.View", "x dtype", Casting::view);
  }

  private static BiFunction<Arithmetic, Tensor, Tensor> infinite(double value) {
    return (math, x) -> Numbers.equal(math, x, value);
  }

  private static Tensor everywhere(Arithmetic math, Tensor x) {
    Tensor zero = math.graph().apply("ZerosLike", x);
    return math.graph().apply("Equal", zero, zero);
  }

  private static void bits(FunctionTable table) {
    table
        .each(
            "numpy.",
            "BitwiseAnd BitwiseOr BitwiseXor BitwiseLeftShift=LeftShift LeftShift"
                + " BitwiseRightShift=RightShift RightShift",
            "x y",
            Numbers::bits)
        .add("numpy.BitwiseInvert numpy.BitwiseNot", "x", Numbers::invert);
  }
}
