package dev.salvor.convert.keras.layers.functions.graphop;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.array.Gathering;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.array.Padding;
import dev.salvor.convert.keras.layers.functions.array.Picks;
import dev.salvor.convert.keras.layers.functions.array.Repeating;
import dev.salvor.convert.keras.layers.functions.array.Shaping;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.convert.keras.layers.functions.array.Splitting;
import dev.salvor.convert.keras.layers.functions.array.Triangles;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.elementwise.Quotients;
import dev.salvor.convert.keras.layers.functions.linalg.Products;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.statistics.Ordering;
import dev.salvor.convert.keras.layers.functions.window.Windows;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ops of TensorFlowOpLayers by name; signatures name inputs, then attributes. */
public final class GraphOps {
  private static final Map<String, FunctionDefinition> TABLE = table();

  private GraphOps() {}

  public static Optional<FunctionDefinition> named(String op) {
    return Optional.ofNullable(TABLE.get(op));
  }

  private static Map<String, FunctionDefinition> table() {
    FunctionTable table = new FunctionTable();
    for (String op :
        List.of(
            "AddV2",
            "Sub",
            "Mul",
            "DivNoNan",
            "FloorDiv",
            "FloorMod",
            "Pow",
            "Maximum",
            "Minimum",
            "SquaredDifference",
            "Atan2",
            "Greater",
            "GreaterEqual",
            "Less",
            "LessEqual",
            "Xlogy",
            "MulNoNan")) {
      table.add(op, "x y", Elementwise.arithmetic(op));
    }
    for (String op :
        List.of(
            "Abs",
            "Neg",
            "Square",
            "Sqrt",
            "Rsqrt",
            "Exp",
            "Expm1",
            "Log",
            "Log1p",
            "Sin",
            "Cos",
            "Tan",
            "Asin",
            "Acos",
            "Atan",
            "Sinh",
            "Cosh",
            "Tanh",
            "Asinh",
            "Acosh",
            "Atanh",
            "Sigmoid",
            "Erf",
            "Erfc",
            "Sign",
            "Reciprocal",
            "Inv",
            "IsNan",
            "IsInf",
            "IsFinite",
            "Floor",
            "Ceil",
            "Round",
            "Rint",
            "Relu",
            "Relu6",
            "Elu",
            "Selu",
            "Softplus",
            "Softsign",
            "ZerosLike",
            "OnesLike")) {
      table.add(op, "x", Elementwise.unary(op));
    }
    table
        .add("Add", "x y", Elementwise.arithmetic("AddV2"))
        .add("Div", "x y", Quotients::old)
        .add("RealDiv", "x y", Quotients::real)
        .add("Equal", "x y incompatible_shape_error", Elementwise.arithmetic("Equal"))
        .add("NotEqual", "x y incompatible_shape_error", Elementwise.arithmetic("NotEqual"))
        .add("LogicalAnd", "x y", Elementwise.logical("LogicalAnd"))
        .add("LogicalOr", "x y", Elementwise.logical("LogicalOr"))
        .add("LogicalNot", "x", Elementwise::logicalNot)
        .add("SelectV2", "condition x y", Elementwise::where)
        .add("Select", "condition x y", GraphOps::select)
        .add("ClipByValue", "x low high", Elementwise::clip)
        .add("AddN", "x", Elementwise::addN)
        .add("Cast", "x dtype=DstT", Elementwise::cast)
        .add("Identity StopGradient", "x", Elementwise::identity)
        .add("LeakyRelu", "x slope=alpha", Neural.withNumber("slope", 0.2, Formulas::leakyRelu))
        .add("Softmax", "x", Neural::softmax)
        .add("LogSoftmax", "x", Neural::logSoftmax)
        .add("BiasAdd", "x bias data_format", Neural::biasAdd)
        .add("LRN", "x depth_radius bias alpha beta", Neural::localResponse)
        .add("DepthToSpace", "x block_size data_format", Neural.blocks("DepthToSpace", true))
        .add("SpaceToDepth", "x block_size data_format", Neural.blocks("SpaceToDepth", false))
        .add("AvgPool AvgPool3D", "x ksize strides padding data_format", Windows.pool(false))
        .add("MaxPool MaxPool3D", "x ksize strides padding data_format", Windows.pool(true))
        .add("Reshape", "x shape", Shaping::reshape)
        .add("Transpose", "x perm", Shaping::transpose)
        .add("ConjugateTranspose", "x perm", GraphOps::adjoint)
        .add("ExpandDims", "x axis", Shaping::expandDims)
        .add("Squeeze", "x axis=squeeze_dims", Shaping::squeeze)
        .add("ConcatV2", "x axis", Joining::concat)
        .add("Pack", "x axis", Joining::stack)
        .addAll("Unpack", "x num axis", Splitting::unstack)
        .addAll("Split", "axis x sections=num_split", Splitting::split)
        .addAll("SplitV", "x sections axis num_split", GraphOps::splitV)
        .add("ReverseV2", "x axis", Repeating::reverse)
        .add("BroadcastTo", "x shape", Shaping::broadcastTo)
        .add("Pad", "x paddings", Padding::pad)
        .add("PadV2", "x paddings value", Padding::pad)
        .add("MirrorPad", "x paddings mode", Padding::pad)
        .add("Shape", "x out_type", Shaping::shape)
        .add("Size", "x out_type", Shaping::size)
        .add("MatrixBandPart", "x lower upper", Triangles::bandPart)
        .add("Slice", "x begin size", Slicing::slice)
        .add("GatherV2", "x indices axis batch_dims", Picks::gather)
        .add("Gather", "x indices validate_indices", Picks::gather)
        .add("GatherNd", "x indices", Picks::gatherNd)
        .add("OneHot", "x depth on_value off_value axis", Gathering::oneHot)
        .add("ArgMax", "x axis dtype=output_type", Ordering.position("ArgMax"))
        .add("ArgMin", "x axis dtype=output_type", Ordering.position("ArgMin"))
        .add("Cumsum", "x axis exclusive reverse", Reductions.cumulative("Cumsum"))
        .add("Cumprod", "x axis exclusive reverse", Reductions.cumulative("Cumprod"))
        .add("MatMul", "x y transpose_x=transpose_a transpose_y=transpose_b", Products::matmul)
        .add(
            "BatchMatMul BatchMatMulV2",
            "x y transpose_x=adj_x transpose_y=adj_y",
            Products::matmul)
        .add("Einsum", "x equation", Products::einsum);
    GraphOpsFurther.add(table);
    for (String op : List.of("Sum", "Mean", "Max", "Min", "Prod", "All", "Any")) {
      table.add(op, "x axis keepdims=keep_dims", Reductions.of(op));
    }
    return table.definitions();
  }

  /** Select does not broadcast, except a condition over whole rows. */
  private static KerasTensor select(FunctionCall call) {
    KerasTensor condition = call.tensor("condition");
    KerasTensor x = call.tensor("x");
    if (condition.rank() != x.rank()) {
      throw call.layer().refused("selects rows, which is not supported");
    }
    return Elementwise.where(call);
  }

  private static KerasTensor adjoint(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (!x.type().id().startsWith("complex")) {
      return Shaping.transpose(call);
    }
    Tensor conjugate = call.graph().apply("Conj", x.tensor());
    return Shaping.transpose(call.replacing("x", KerasTensor.of(conjugate, x.shape())));
  }

  private static List<KerasTensor> splitV(FunctionCall call) {
    call.integer("num_split", 0);
    return Splitting.split(call);
  }
}
