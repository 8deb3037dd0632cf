package dev.salvor.convert.keras.layers.functions.graphop;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.array.Blocks;
import dev.salvor.convert.keras.layers.functions.array.Choices;
import dev.salvor.convert.keras.layers.functions.array.Fills;
import dev.salvor.convert.keras.layers.functions.array.Parts;
import dev.salvor.convert.keras.layers.functions.array.Repeats;
import dev.salvor.convert.keras.layers.functions.array.Scatters;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.image.Boxes;
import dev.salvor.convert.keras.layers.functions.image.Patches;
import dev.salvor.convert.keras.layers.functions.image.Resizing;
import dev.salvor.convert.keras.layers.functions.linalg.Bands;
import dev.salvor.convert.keras.layers.functions.linalg.Decompositions;
import dev.salvor.convert.keras.layers.functions.linalg.LinearAlgebra;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.signal.Fourier;
import dev.salvor.convert.keras.layers.functions.statistics.Orders;
import dev.salvor.convert.keras.layers.functions.tensorflow.ArrayFunctions;
import dev.salvor.convert.keras.layers.functions.tensorflow.CountingFunctions;
import dev.salvor.convert.keras.layers.functions.tensorflow.TypeFunctions;
import dev.salvor.convert.keras.layers.functions.text.Texts;
import dev.salvor.convert.keras.layers.functions.window.Convolving;
import dev.salvor.convert.keras.layers.functions.window.Deconvolving;
import dev.salvor.convert.keras.layers.functions.window.Morphology;
import dev.salvor.convert.keras.layers.functions.window.Pooling;
import java.util.List;

/** Ops of TensorFlowOpLayers whose shapes follow from constants: windows, blocks, segments. */
final class GraphOpsFurther {
  private static final String GLIMPSE = "x size offsets centered normalized noise uniform_noise";

  private GraphOpsFurther() {}

  static void add(FunctionTable table) {
    windows(table);
    parts(table);
    matrices(table);
    GraphCodecs.add(table);
    for (String name : List.of("Sum", "Prod", "Max", "Min")) {
      String op = "UnsortedSegment" + name;
      table.add(op, "x ids count", CountingFunctions.unsorted(op));
    }
  }

  private static void windows(FunctionTable table) {
    String window = "strides padding data_format dilations explicit_paddings";
    table
        .add("Conv2D Conv3D", "x kernel " + window, Convolving::convolution)
        .add("DepthwiseConv2dNative", "x kernel " + window, Convolving::depthwise)
        .add(
            "Conv2DBackpropInput Conv3DBackpropInputV2",
            "shape kernel x " + window,
            Deconvolving::transposed)
        .add("Dilation2D", "x kernel strides dilations=rates padding", Morphology::dilation)
        .addAll(
            "MaxPoolWithArgmax",
            "x ksize strides padding type=Targmax batch=include_batch_in_index",
            Pooling::withPositions)
        .add("ExtractImagePatches", "x sizes=ksizes strides rates padding", Patches::images)
        .add("ExtractVolumePatches", "x ksizes strides padding", Blocks::volumes)
        .add("ResizeArea", "x size align_corners", Resizing.op("ResizeArea"))
        .add(
            "ResizeBilinear",
            "x size align_corners half_pixel_centers",
            Resizing.op("ResizeBilinear"))
        .add(
            "ResizeNearestNeighbor",
            "x size align_corners half_pixel_centers",
            Resizing.op("ResizeNearestNeighbor"))
        .add(
            "ResizeBicubic",
            "x size align_corners half_pixel_centers",
            Resizing.op("ResizeBicubic"))
        .add("ExtractGlimpse", GLIMPSE, Patches.glimpse("ExtractGlimpse"))
        .add("ExtractGlimpseV2", GLIMPSE, Patches.glimpse("ExtractGlimpseV2"))
        .add("CropAndResize", "x boxes index size method extrapolation_value", Boxes::cropAndResize)
        .add(
            "ScaleAndTranslate",
            "x size scale translation kernel_type antialias",
            Resizing::translated)
        .addAll(
            "CombinedNonMaxSuppression",
            "boxes scores each total iou_threshold score_threshold pad_per_class clip_boxes",
            Boxes::combined)
        .add("SpaceToBatchND", "x block edges", Blocks.nd("SpaceToBatchND"))
        .add("BatchToSpaceND", "x block edges", Blocks.nd("BatchToSpaceND"))
        .add("RFFT", "x length", Fourier.ofReal(1))
        .add("RFFT2D", "x length", Fourier.ofReal(2))
        .add("RFFT3D", "x length", Fourier.ofReal(3))
        .add("IRFFT", "x length", Fourier.toReal(1))
        .add("IRFFT2D", "x length", Fourier.toReal(2))
        .add("IRFFT3D", "x length", Fourier.toReal(3));
  }

  private static void parts(FunctionTable table) {
    table
        .add("Fill", "shape value", Fills::fill)
        .add("Tile", "x repeats", Repeats::tile)
        .addAll("TopKV2", "x k sorted", Orders::topK)
        .add("EnsureShape", "x shape", GraphOpsFurther::ensured)
        .add("HistogramFixedWidth", "x range count dtype", CountingFunctions::histogram)
        .add("ScatterNd", "indices updates shape", Scatters::nd)
        .add("SparseToDense", "indices shape values default validate_indices", Scatters::dense)
        .addAll("DynamicPartition", "x partitions parts=num_partitions", Choices::partition)
        .add("StringJoin", "x separator", Texts::join)
        .add("ReduceJoin", "x axis keepdims=keep_dims separator", Texts::reduceJoin)
        .add("EuclideanNorm", "x axis keepdims=keep_dims", Reductions.of("EuclideanNorm"))
        .add("Bitcast", "x type", TypeFunctions::bits)
        .add("TruncateDiv", "x y", GraphOpsFurther::truncated)
        .add("UnsortedSegmentJoin", "x ids count separator", Texts::segments)
        .addAll("ShapeN", "x out_type", ArrayFunctions::shapes)
        .add(
            "StridedSlice",
            "x begin end strides begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask",
            Parts::strided);
  }

  /** Floating values were not truncated when such layers were written (measured with 2.3). */
  private static KerasTensor truncated(FunctionCall call) {
    boolean real = Promotion.pair(call, "x", "y").x().type().floating();
    return Elementwise.arithmetic(real ? "RealDiv" : "TruncateDiv").apply(call);
  }

  /** What the shape has to be is left to the static one. */
  private static KerasTensor ensured(FunctionCall call) {
    call.find("shape");
    return call.tensor("x");
  }

  private static void matrices(FunctionTable table) {
    table
        .add("MatrixDiagPartV2", "x k padding", Bands::diagonals)
        .add("MatrixDiagPartV3", "x k padding align", Bands::diagonals)
        .add("MatrixDiagV2", "x k rows columns padding", Bands::matrices)
        .add("MatrixDiagV3", "x k rows columns padding align", Bands::matrices)
        .add("Diag", "x", Bands::tensor)
        .add("DiagPart", "x", Bands::ofTensor)
        .addAll("Qr", "x full_matrices", LinearAlgebra::qr)
        .addAll("Svd", "x full_matrices compute_uv", LinearAlgebra::svd)
        .addAll("Lu", "x type=output_idx_type", Decompositions::lu);
  }
}
