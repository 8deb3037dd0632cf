package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.CpuKernels;
import dev.salvor.target.OpTypes;
import dev.salvor.target.TargetRuntime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Ops on half types for which the target's CPU has a kernel of float32 only: inputs are cast to
 * float32 and results rounded once, as kernels of half types do themselves (they accumulate in
 * float32: Eigen's half and bfloat16, oneDNN). Which kernels are missing is different in every
 * version: bfloat16 came to convolutions with 2.12, half to three-dimensional pooling with none.
 */
final class ComputedInFloat32 implements OpRecipe {
  private static final Set<DataType> HALVES = EnumSet.of(DataType.DT_HALF, DataType.DT_BFLOAT16);

  private static final AttrValue FLOAT = ScopeEditor.type(DataType.DT_FLOAT);

  /**
   * Ops that round what they compute, or compute nothing: all whose type is the attribute {@code T}
   * and whose result in a half type is that in float32, rounded. Not those that count in steps
   * (Range, LinSpace), say a number in words or look at its bits.
   */
  private static final Set<String> OPS =
      Set.of(
          ("Abs Acos Acosh Add AddN AddV2 ArgMax ArgMin Asin Asinh Atan Atan2 Atanh AvgPool"
                  + " AvgPool3D BatchMatMul BatchMatMulV2 BesselI0e BesselI1e BiasAdd Ceil Cholesky"
                  + " ClipByValue Conv2D Conv2DBackpropInput Conv3D Conv3DBackpropInputV2 Cos Cosh"
                  + " Cumprod Cumsum DepthwiseConv2dNative DepthwiseConv2dNativeBackpropInput"
                  + " Digamma Dilation2D Div DivNoNan Einsum Elu Equal Erf Erfc Erfinv"
                  + " EuclideanNorm Exp Expm1 ExtractImagePatches Floor FloorDiv FloorMod"
                  + " FusedBatchNormV2 FusedBatchNormV3 Greater GreaterEqual Inv IsFinite IsInf"
                  + " IsNan L2Loss LRN LeakyRelu Less LessEqual Lgamma Log Log1p LogSoftmax MatMul"
                  + " MatrixDeterminant MatrixInverse MatrixSolve Max MaxPool MaxPool3D MaxPoolV2"
                  + " MaxPoolWithArgmax Maximum Mean Min Minimum Mod Mul MulNoNan Ndtri Neg"
                  + " NotEqual Pow Prod Qr RealDiv Reciprocal Relu Relu6 ResizeArea ResizeBicubic"
                  + " ResizeBilinear ResizeNearestNeighbor Rint Round Rsqrt ScaleAndTranslate"
                  + " SegmentMean SegmentSum SelfAdjointEigV2 Selu Sigmoid Sign Sin Sinh Softmax"
                  + " SoftmaxCrossEntropyWithLogits Softplus Softsign"
                  + " SparseSoftmaxCrossEntropyWithLogits SparseTensorDenseMatMul Sqrt Square"
                  + " SquaredDifference Sub Sum Svd Tan Tanh TopKV2 TruncateDiv TruncateMod"
                  + " UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd UnsortedSegmentSum"
                  + " Where Xdivy Xlog1py Xlogy ZerosLike")
              .split(" ", -1));

  @Override
  public String id() {
    return "ops/float32-kernel";
  }

  @Override
  public String description() {
    return "ops on half types for which the target has no kernel are computed in float32 and"
        + " rounded";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return OPS.contains(node.getOp())
        && HALVES.contains(half(node))
        && target
            .op(node.getOp())
            .filter(op -> !runs(op, node, target))
            .filter(op -> runs(op, inFloat32(node), target))
            .isPresent();
  }

  private static DataType half(NodeDef node) {
    return node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType();
  }

  private static NodeDef inFloat32(NodeDef node) {
    return node.toBuilder().putAttr("T", FLOAT).build();
  }

  private static boolean runs(OpDef op, NodeDef node, TargetRuntime target) {
    DataType type = half(node);
    return op.getAttrList().stream()
            .filter(attr -> attr.getName().equals("T"))
            .map(attr -> attr.getAllowedValues().getList().getTypeList())
            .allMatch(allowed -> allowed.isEmpty() || allowed.contains(type))
        && target.cpuKernels(node.getOp()).stream()
            .filter(kernel -> kernel.getLabel().isEmpty())
            .anyMatch(kernel -> CpuKernels.fits(kernel, op, node));
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    NodeDef wide =
        inFloat32(node).toBuilder().setName(scope.unique(node.getName() + "/float32")).build();
    Optional<OpDef> op = scope.target().op(node.getOp());
    Optional<List<DataType>> taken = op.flatMap(def -> OpTypes.inputs(def, node));
    Optional<List<DataType>> given = op.flatMap(def -> OpTypes.outputs(def, node));
    Optional<List<DataType>> takenWide = op.flatMap(def -> OpTypes.inputs(def, wide));
    Optional<List<DataType>> givenWide = op.flatMap(def -> OpTypes.outputs(def, wide));
    List<String> data = ScopeEditor.data(node);
    if (taken.isEmpty()
        || given.isEmpty()
        || takenWide.isEmpty()
        || givenWide.isEmpty()
        || taken.get().size() != data.size()) {
      return false;
    }
    String name = node.getName();
    List<String> inputs = scope.cast(name + "/in", data, taken.get(), takenWide.get());
    inputs.addAll(ScopeEditor.controls(node));
    scope.add(wide.toBuilder().clearInput().addAllInput(inputs).build());
    List<String> results = scope.outputs(wide);
    NodeDef.Builder last = NodeDef.newBuilder().setName(name);
    if (results.size() == 1) {
      DataType from = givenWide.get().get(0);
      DataType to = given.get().get(0);
      last.setOp(from == to ? "Identity" : "Cast").addInput(results.get(0));
      last.putAllAttr(
          from == to ? Map.of("T", ScopeEditor.type(to)) : ScopeEditor.casting(from, to));
    } else {
      last.setOp("IdentityN")
          .addAllInput(scope.cast(name + "/out", results, givenWide.get(), given.get()))
          .putAttr(
              "T",
              AttrValue.newBuilder()
                  .setList(AttrValue.ListValue.newBuilder().addAllType(given.get()))
                  .build());
    }
    scope.replace(node, last.build());
    return true;
  }
}
