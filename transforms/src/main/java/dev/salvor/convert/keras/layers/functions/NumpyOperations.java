package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/**
 * The rarer half of {@code keras.ops.numpy}, in the order of its documentation (keras/src/ops/
 * numpy.py of 3.15); {@link Operations} holds the rest.
 */
final class NumpyOperations {
  private static final String REDUCTION = "x axis keepdims";

  private NumpyOperations() {}

  static void add(FunctionTable table) {
    elementwise(table);
    bits(table);
    reductions(table);
    shaping(table);
    products(table);
  }

  private static void elementwise(FunctionTable table) {
    String pair = "x=x1 y=x2";
    table
        .add("numpy.Absolute numpy.Abs", "x", Numbers::absolute)
        .add("numpy.Fabs", "x", Elementwise.floating((math, x) -> math.abs(x)))
        .add("numpy.Cbrt", "x", Elementwise.floating(Numbers::cubeRoot))
        .add("numpy.Sinc", "x", Elementwise.floating(Numbers::sinc))
        .add("numpy.I0", "x", Elementwise.floating("BesselI0"))
        .add("numpy.Angle", "x", Elementwise.floating(Numbers::angle))
        .add("numpy.Hypot", pair, Numbers.floating(ElementType.FLOAT64, Numbers::hypotenuse))
        .add("numpy.Heaviside", pair, Numbers.floating(ElementType.FLOAT64, Numbers::heaviside))
        .add("numpy.Logaddexp", pair, Numbers.floating(ElementType.FLOAT32, Numbers.logAddExp(1)))
        .add(
            "numpy.Logaddexp2",
            pair,
            Numbers.floating(ElementType.FLOAT32, Numbers.logAddExp(Math.log(2))))
        .add("numpy.Fmax", pair, Numbers.ignoringNan("Maximum"))
        .add("numpy.Fmin", pair, Numbers.ignoringNan("Minimum"))
        .add("numpy.Fmod", pair, Numbers::remainder)
        .add("numpy.Ldexp", pair, Numbers::scaled)
        .add("numpy.Nextafter", pair, Numbers::nextAfter)
        .add("numpy.Isclose", pair + " rtol atol equal_nan", Numbers::isClose)
        .add("numpy.AllClose", pair + " rtol atol equal_nan", Numbers::allClose)
        .add("numpy.NanToNum", "x nan posinf neginf", Numbers::nanToNum)
        .add("numpy.Isposinf", "x", Numbers.test(false, infinite(Double.POSITIVE_INFINITY)))
        .add("numpy.Isneginf", "x", Numbers.test(false, infinite(Double.NEGATIVE_INFINITY)))
        .add("numpy.Isreal", "x", Numbers.test(true, (math, x) -> everywhere(math, x)))
        .add("numpy.Real", "x", Spectra.part("Real", Elementwise::identity))
        .add("numpy.Imag", "x", Spectra.part("Imag", Elementwise.filled(0)))
        .add("numpy.Conjugate", "x", Spectra::conjugate)
        .add("numpy.EmptyLike", "x dtype", Elementwise.filled(0))
        .addAll("math.RFFT", "x fft_length", Spectra::rfftParts)
        .addAll("math.FFT", "x", Spectra.transformOfParts("FFT"))
        .addAll("math.FFT2", "x", Spectra.transformOfParts("FFT2D"))
        .addAll("math.IFFT2", "x", Spectra.transformOfParts("IFFT2D"))
        .add("image.RGBToHSV", "x=images data_format", Colors.hsv("RGBToHSV"))
        .add("image.HSVToRGB", "x=images data_format", Colors.hsv("HSVToRGB"))
        .add("numpy.FullLike", "x value=fill_value dtype", Numbers::fullLike)
        .add("core.SaturateCast", "x dtype", Operations::saturateCast);
  }

  private static java.util.function.BiFunction<Arithmetic, Tensor, Tensor> infinite(double value) {
    return (math, x) -> Numbers.equal(math, x, value);
  }

  private static Tensor everywhere(Arithmetic math, Tensor x) {
    Tensor zero = math.graph().apply("ZerosLike", x);
    return math.graph().apply("Equal", zero, zero);
  }

  private static void bits(FunctionTable table) {
    String pair = "x y";
    table
        .add("numpy.BitwiseAnd", pair, Numbers.bits("BitwiseAnd"))
        .add("numpy.BitwiseOr", pair, Numbers.bits("BitwiseOr"))
        .add("numpy.BitwiseXor", pair, Numbers.bits("BitwiseXor"))
        .add("numpy.BitwiseLeftShift numpy.LeftShift", pair, Numbers.bits("LeftShift"))
        .add("numpy.BitwiseRightShift numpy.RightShift", pair, Numbers.bits("RightShift"))
        .add("numpy.BitwiseInvert numpy.BitwiseNot", "x", Numbers::invert);
  }

  private static void reductions(FunctionTable table) {
    table
        .add("numpy.Average", "x weights axis", Reductions::average)
        .add("numpy.Ptp", REDUCTION, Reductions::range)
        .add("numpy.Quantile", "x q axis method keepdims", Quantiles::linear)
        .add("numpy.Percentile", "x q axis method keepdims", Quantiles::percentile)
        .add("numpy.Nansum", REDUCTION, NanReductions.of("Sum", 0))
        .add("numpy.Nanprod", REDUCTION, NanReductions.of("Prod", 1))
        .add("numpy.Nanmax", REDUCTION, NanReductions.of("Max", Double.NEGATIVE_INFINITY))
        .add("numpy.Nanmin", REDUCTION, NanReductions.of("Min", Double.POSITIVE_INFINITY))
        .add("numpy.Nanmean", REDUCTION, NanReductions::mean)
        .add("numpy.Nanvar", REDUCTION, NanReductions.spread(false))
        .add("numpy.Nanstd", REDUCTION, NanReductions.spread(true))
        .add(
            "numpy.Nanargmax",
            REDUCTION,
            NanReductions.position("ArgMax", Double.NEGATIVE_INFINITY))
        .add(
            "numpy.Nanargmin",
            REDUCTION,
            NanReductions.position("ArgMin", Double.POSITIVE_INFINITY));
  }

  private static void shaping(FunctionTable table) {
    table
        .add("numpy.Rot90", "x=array k axes", Rearranging::rotate)
        .add("numpy.Fliplr", "x", Rearranging.flip(1))
        .add("numpy.Flipud", "x", Rearranging.flip(0))
        .add("numpy.Diff", "x=a n axis", Rearranging::differences)
        .add("numpy.Trapezoid", "y x dx axis", Rearranging::trapezoid)
        .add("numpy.Dstack", "x=xs", Rearranging::dstack)
        .addAll("numpy.Hsplit", "x sections=indices_or_sections", Rearranging.split(1))
        .addAll("numpy.Vsplit", "x sections=indices_or_sections", Rearranging.split(0))
        .addAll("numpy.Dsplit", "x sections=indices_or_sections", Rearranging.split(2))
        .addAll("numpy.ArraySplit", "x sections=indices_or_sections axis", Rearranging::arraySplit)
        .add("numpy.Digitize", "x bins", Rearranging::digitize)
        .add("numpy.Vander", "x N increasing", Rearranging::vander)
        .add("numpy.IsIn", "x=x1 y=x2 assume_unique invert", Rearranging::isIn)
        .add("numpy.Diagonal", "x offset axis1 axis2", Diagonals::diagonal)
        .add("numpy.Trace", "x offset axis1 axis2", Diagonals::trace)
        .add("numpy.Diag", "x k", Diagonals::diag)
        .add("numpy.Diagflat", "x k", Diagonals::diagFlat)
        .add(
            "math.ExtractSequences",
            "x length=sequence_length stride=sequence_stride",
            Rearranging::frames)
        .add("core.Slice", "x=inputs begin=start_indices size=shape", Slicing::slice);
  }

  private static void products(FunctionTable table) {
    String pair = "x=x1 y=x2";
    table
        .add("numpy.Outer", pair, LinearAlgebra::outerProduct)
        .add("numpy.Vdot", pair, LinearAlgebra::innerProductOfAll)
        .add("numpy.Inner", pair, Products::inner)
        .add("numpy.Corrcoef", "x", LinearAlgebra::correlation)
        .add("math.CDist", "x y", LinearAlgebra::distances)
        .add("math.Logdet", "x", LinearAlgebra::logDeterminant)
        .add("linalg.Det", "x", LinearAlgebra::determinant)
        .add("linalg.Inv", "x", LinearAlgebra.same("MatrixInverse"))
        .add("linalg.Cholesky", "x upper", LinearAlgebra::cholesky)
        .add("linalg.Solve", "x=a y=b", LinearAlgebra.solve(false))
        .add("linalg.SolveTriangular", "x=a y=b lower", LinearAlgebra.solve(true))
        .addAll("linalg.Qr", "x mode", LinearAlgebra::qr)
        .addAll("linalg.SVD", "x full_matrices compute_uv", LinearAlgebra::svd)
        .addAll("linalg.Eigh", "x", LinearAlgebra::eigh)
        .addAll("numpy.Slogdet", "x", LinearAlgebra::signAndLog);
  }
}
