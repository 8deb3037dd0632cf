package dev.salvor.convert.keras.layers.functions.graphop;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shapes of the results of ops that are copied from TensorFlowOpLayers, by the op. */
final class OpShapes {

  /** A node as its shapes follow from it. */
  record Node(LayerCall call, List<KerasTensor> inputs, LayerConfig attributes) {
    Shape shape(int input) {
      return inputs.get(input).shape();
    }
  }

  /** One shape an output; the last holds for those that follow. */
  @FunctionalInterface
  interface Rule {
    List<Shape> shapes(Node node);
  }

  private static final List<String> OF_THE_FIRST =
      List.of(
          "Lgamma Digamma Ndtri Erfinv BesselI0 BesselI0e BesselI1 BesselI1e BesselJ0 BesselJ1",
          "BesselK0 BesselK0e BesselK1 BesselK1e BesselY0 BesselY1 Dawsn Expint FresnelCos",
          "FresnelSin Spence InvertPermutation Invert PopulationCount Bucketize Snapshot",
          "PreventGradient CheckNumerics CumulativeLogsumexp ReverseSequence",
          "FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel",
          "QuantizeAndDequantizeV2 QuantizeAndDequantizeV3 QuantizeAndDequantizeV4",
          "AdjustContrastv2 AdjustHue AdjustSaturation RGBToHSV HSVToRGB DrawBoundingBoxes",
          "DrawBoundingBoxesV2 MatrixInverse Cholesky MatrixSquareRoot MatrixLogarithm",
          "MatrixSetDiag MatrixSetDiagV2 MatrixSetDiagV3 FFT IFFT FFT2D IFFT2D FFT3D IFFT3D",
          "Conj ComplexAbs Real Imag Angle TensorScatterUpdate TensorScatterAdd",
          "TensorScatterSub TensorScatterMax TensorScatterMin StringLower StringUpper",
          "StringStrip StringLength AsString StringToNumber StringToHashBucket",
          "StringToHashBucketFast StringToHashBucketStrong StaticRegexReplace RegexReplace",
          "StaticRegexFullMatch RegexFullMatch EncodeBase64 DecodeBase64 UnicodeScript",
          "UnicodeTranscode Roll GuaranteeConst DecodeCSV");

  private static final List<String> BROADCAST =
      List.of(
          "TruncateMod Mod Xdivy Xlog1py NextAfter Zeta Polygamma Igamma Igammac",
          "Betainc BitwiseAnd BitwiseOr BitwiseXor LeftShift RightShift Complex Substr Cross",
          "ApproximateEqual");

  private static final Map<String, Rule> TABLE = table();

  private OpShapes() {}

  static Optional<Rule> named(String op) {
    return Optional.ofNullable(TABLE.get(op));
  }

  private static Map<String, Rule> table() {
    Map<String, Rule> table = new HashMap<>();
    put(table, String.join(" ", OF_THE_FIRST), node -> List.of(node.shape(0)));
    put(table, String.join(" ", BROADCAST), node -> List.of(broadcast(node)));
    put(table, "L2Loss Rank StringFormat", node -> List.of(Shape.SCALAR));
    put(table, "Range LinSpace", node -> List.of(Shape.of(Shape.UNKNOWN)));
    put(table, "MatrixDeterminant LogMatrixDeterminant", node -> List.of(outer(node.shape(0))));
    put(table, "MatrixDiag", node -> List.of(node.shape(0).append(node.shape(0).dim(-1))));
    put(
        table,
        "MatrixDiagPart",
        node -> List.of(outer(node.shape(0)).append(least(node.shape(0)))));
    put(
        table,
        "MatrixSolve MatrixTriangularSolve",
        node -> List.of(outer(node.shape(1)).append(node.shape(0).dim(-1), node.shape(1).dim(-1))));
    put(table, "Where", node -> List.of(Shape.of(Shape.UNKNOWN, node.inputs().get(0).rank())));
    put(table, "Unique", node -> List.of(Shape.of(Shape.UNKNOWN), node.shape(0)));
    put(
        table,
        "UniqueWithCounts",
        node -> List.of(Shape.of(Shape.UNKNOWN), node.shape(0), Shape.of(Shape.UNKNOWN)));
    put(table, "UnravelIndex", node -> List.of(unraveled(node.shape(0), node.shape(1).dim(0))));
    put(table, "DynamicStitch ParallelDynamicStitch", node -> List.of(stitched(node)));
    put(table, "NonMaxSuppressionV4", node -> List.of(Shape.of(Shape.UNKNOWN), Shape.SCALAR));
    put(
        table,
        "NonMaxSuppressionV5",
        node -> List.of(Shape.of(Shape.UNKNOWN), Shape.of(Shape.UNKNOWN), Shape.SCALAR));
    put(table, "ListDiff NonMaxSuppressionV3", node -> List.of(Shape.of(Shape.UNKNOWN)));
    put(table, "InTopKV2 InTopK", node -> List.of(node.shape(1)));
    put(table, "LowerBound UpperBound", node -> List.of(node.shape(1)));
    put(
        table,
        "SparseSoftmaxCrossEntropyWithLogits SoftmaxCrossEntropyWithLogits",
        node -> List.of(node.shape(0).slice(0, 1), node.shape(0)));
    put(
        table,
        "SegmentSum SegmentMean SegmentProd SegmentMax SegmentMin",
        node -> List.of(node.shape(0).with(0, Shape.UNKNOWN)));
    put(
        table,
        "BroadcastArgs",
        node -> List.of(Shape.of(Math.max(node.shape(0).dim(0), node.shape(1).dim(0)))));
    put(
        table,
        "SelfAdjointEigV2 Eig",
        node -> List.of(outer(node.shape(0)).append(node.shape(0).dim(-1)), node.shape(0)));
    put(table, "FusedBatchNormV3", node -> List.of(node.shape(0), node.shape(1)));
    put(
        table,
        "CTCGreedyDecoder",
        node ->
            List.of(
                Shape.of(Shape.UNKNOWN, 2),
                Shape.of(Shape.UNKNOWN),
                Shape.of(2),
                Shape.of(node.shape(1).dim(0), 1)));
    put(table, "TridiagonalSolve", node -> List.of(node.shape(1)));
    put(table, "TridiagonalMatMul", node -> List.of(node.shape(3)));
    return table;
  }

  private static void put(Map<String, Rule> table, String ops, Rule rule) {
    for (String op : ops.split(" ", -1)) {
      table.put(op, rule);
    }
  }

  private static Shape broadcast(Node node) {
    Shape all = Shape.SCALAR;
    for (KerasTensor input : node.inputs()) {
      all = Broadcasting.shape(node.call(), all, input.shape());
    }
    return all;
  }

  /** A column an index; of more axes than one they follow each other. */
  private static Shape unraveled(Shape indices, long axes) {
    return switch (indices.rank()) {
      case 0 -> Shape.of(axes);
      case 1 -> Shape.of(axes, indices.dim(0));
      default -> Shape.of(axes, Shape.UNKNOWN);
    };
  }

  /** Indices first, then as many parts. */
  private static Shape stitched(Node node) {
    Shape part = node.shape(node.inputs().size() / 2);
    return Shape.of(Shape.UNKNOWN).concat(part.slice(node.shape(0).rank(), part.rank()));
  }

  private static Shape outer(Shape shape) {
    return shape.slice(0, shape.rank() - 2);
  }

  private static long least(Shape shape) {
    return shape.known(shape.rank() - 1) && shape.known(shape.rank() - 2)
        ? Math.min(shape.dim(-1), shape.dim(-2))
        : Shape.UNKNOWN;
  }
}
