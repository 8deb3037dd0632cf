package dev.salvor.convert.keras.layers.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** The rarer half of TensorFlow's functions; {@link TensorFlowFunctions} holds the rest. */
final class TensorFlowFurther {
  private TensorFlowFurther() {}

  static void add(FunctionTable table) {
    elementwise(table);
    linear(table);
    shaping(table);
    images(table);
    signals(table);
    losses(table);
    backend(table);
    Texts.add(table);
  }

  private static void elementwise(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"math.bessel_i0", "BesselI0"},
          {"math.bessel_i0e", "BesselI0e"},
          {"math.bessel_i1", "BesselI1"},
          {"math.bessel_i1e", "BesselI1e"},
          {"math.ndtri", "Ndtri"},
          {"math.erfinv", "Erfinv"},
          {"math.invert_permutation", "InvertPermutation"}
        }) {
      table.add(entry[0], "x name", Elementwise.unary(entry[1]));
    }
    for (String[] entry :
        new String[][] {
          {"math.zeta", "Zeta"},
          {"math.xdivy", "Xdivy"},
          {"math.xlog1py", "Xlog1py"},
          {"math.nextafter", "NextAfter"},
          {"truncatediv", "TruncateDiv"},
          {"truncatemod", "TruncateMod"},
          {"realdiv", "RealDiv"},
          {"bitwise.bitwise_and", "BitwiseAnd"},
          {"bitwise.bitwise_or", "BitwiseOr"},
          {"bitwise.bitwise_xor", "BitwiseXor"},
          {"bitwise.left_shift", "LeftShift"},
          {"bitwise.right_shift", "RightShift"}
        }) {
      table.add(entry[0], "x y name", Elementwise.arithmetic(entry[1]));
    }
    table
        .add("math.polygamma", "x=a y=x name", Elementwise.arithmetic("Polygamma"))
        .add("math.igamma", "x=a y=x name", Elementwise.arithmetic("Igamma"))
        .add("math.igammac", "x=a y=x name", Elementwise.arithmetic("Igammac"))
        .add("math.betainc", "x=a y=b z=x name", Direct.op("Betainc", "x", "y", "z"))
        .add("bitwise.invert", "x name", Elementwise.unary("Invert"))
        .add("compat.v1.div", "x y name", TensorFlowFurther::pythonDivision)
        .add("math.erfcinv", "x name", each(TensorFlowFurther::erfcinv))
        .add("math.reciprocal_no_nan", "x name", each(TensorFlowFurther::reciprocal))
        .add("math.real", "x=input name", Spectra.part("Real", Elementwise::identity))
        .add("math.imag", "x=input name", Spectra.part("Imag", Elementwise.filled(0)))
        .add("math.angle", "x=input name", Spectra.part("Angle", each(Numbers::angle)))
        .add("math.conj", "x name", Spectra::conjugate)
        .add("dtypes.complex complex", "x=real y=imag name", Spectra::complex)
        .add(
            "convert_to_tensor",
            "x=value dtype dtype_hint name",
            TensorFlowFurther::convertToTensor)
        .add(
            "compat.v1.convert_to_tensor",
            "x=value dtype name preferred_dtype dtype_hint",
            TensorFlowFurther::convertToTensor)
        .add("dtypes.saturate_cast saturate_cast", "x=value dtype name", Casting::saturate)
        .add("compat.v1.where", "condition x y name", Elementwise::where)
        .add("clip_by_norm", "x=t norm=clip_norm axis=axes name", TensorFlowFurther::clipByNorm)
        .add("nn.crelu", "x=features axis name", TensorFlowFurther::concatenatedRelu)
        .add("compat.v1.nn.crelu", "x=features name axis", TensorFlowFurther::concatenatedRelu)
        .add("nn.l2_loss", "x=t name", TensorFlowFurther::halfSquares)
        .add("math.zero_fraction nn.zero_fraction", "x=value name", TensorFlowFurther::zeros)
        .add(
            "quantization.fake_quant_with_min_max_args",
            "x=inputs min max num_bits narrow_range name",
            Direct.op("FakeQuantWithMinMaxArgs", "x")
                .number("min", -6)
                .number("max", 6)
                .integer("num_bits", 8)
                .flag("narrow_range", false));
  }

  private static FunctionBody.Single each(
      java.util.function.BiFunction<Arithmetic, Tensor, Tensor> formula) {
    return Elementwise.floating(formula);
  }

  private static KerasTensor pythonDivision(FunctionCall call) {
    boolean real = call.tensor("x").type().floating();
    return real ? Elementwise.divide(call) : Elementwise.arithmetic("FloorDiv").apply(call);
  }

  private static Tensor erfcinv(Arithmetic math, Tensor x) {
    return math.mul(math.unary("Ndtri", math.mul(x, 0.5)), -Math.sqrt(0.5));
  }

  private static Tensor reciprocal(Arithmetic math, Tensor x) {
    return math.graph().apply("DivNoNan", math.graph().scalarLike(x, 1), x);
  }

  private static KerasTensor convertToTensor(FunctionCall call) {
    KerasTensor x =
        call.type("dtype").isPresent() && !call.isTensor("x")
            ? call.tensor("x", call.type("dtype").get())
            : call.tensor("x");
    if (call.type("dtype").orElse(x.type()) != x.type()) {
      throw call.layer().refused("converts a tensor to another type, which TensorFlow refuses");
    }
    call.constant("dtype_hint");
    return x;
  }

  private static KerasTensor clipByNorm(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    double norm = call.number("norm", 1);
    Arithmetic math = call.math();
    Tensor squares = math.sum(math.square(x.tensor()), true, axes);
    Tensor some = math.greater(squares, 0);
    Tensor safe = math.where(some, squares, call.graph().apply("OnesLike", squares));
    Tensor size = math.where(some, math.sqrt(safe), squares);
    Tensor scaled = math.div(math.mul(x.tensor(), norm), math.max(size, norm));
    return KerasTensor.of(scaled, x.shape());
  }

  private static KerasTensor concatenatedRelu(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", -1, x.rank());
    Arithmetic math = call.math();
    Tensor both = math.concat(List.of(x.tensor(), math.neg(x.tensor())), axis);
    long dim = x.shape().dim(axis);
    Shape shape = x.shape().with(axis, dim < 0 ? Shape.UNKNOWN : 2 * dim);
    return KerasTensor.of(math.relu(both), shape);
  }

  private static KerasTensor halfSquares(FunctionCall call) {
    return KerasTensor.of(call.graph().apply("L2Loss", call.tensor("x").tensor()), Shape.SCALAR);
  }

  private static KerasTensor zeros(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    Tensor zero = Numbers.equal(math, x.tensor(), 0);
    int[] all = java.util.stream.IntStream.range(0, x.rank()).toArray();
    return KerasTensor.of(
        math.mean(math.cast(zero, ElementType.FLOAT32), false, all), Shape.SCALAR);
  }

  private static void linear(FunctionTable table) {
    table
        .add("linalg.det", "x=input name", LinearAlgebra::determinant)
        .add("linalg.logdet", "x=matrix name", LinearAlgebra::logDeterminant)
        .addAll("linalg.slogdet", "x=input name", LinearAlgebra::signAndLog)
        .add(
            "linalg.inv",
            "x=input adjoint name",
            Direct.op("MatrixInverse", "x").flag("adjoint", false))
        .add("linalg.cholesky", "x=input name", LinearAlgebra.same("Cholesky"))
        .add("linalg.sqrtm", "x=input name", LinearAlgebra.same("MatrixSquareRoot"))
        .add("linalg.adjoint", "x=matrix name", TensorFlowFurther::matrixTranspose)
        .add("linalg.matrix_transpose", "x=a name conjugate", TensorFlowFurther::matrixTranspose)
        .add("linalg.solve", "x=matrix y=rhs adjoint name", LinearAlgebra.solve(false))
        .add(
            "linalg.triangular_solve",
            "x=matrix y=rhs lower adjoint name",
            LinearAlgebra.solve(true))
        .add("linalg.cross", "x=a y=b name", Elementwise.arithmetic("Cross"))
        .add("linalg.trace", "x name", Diagonals::traces)
        .add("linalg.diag_part", "x=input name k", Diagonals::parts)
        .add("linalg.diag", "x=diagonal name", Diagonals::matrices)
        .add("linalg.matvec", "x=a y=b name", TensorFlowFurther::matrixVector)
        .addAll("linalg.qr", "x=input full_matrices name", LinearAlgebra::qr)
        .addAll("linalg.svd", "x=tensor full_matrices compute_uv name", LinearAlgebra::svd)
        .addAll("linalg.eigh", "x=tensor name", LinearAlgebra::eigh);
  }

  private static KerasTensor matrixTranspose(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (Spectra.complex(x)) {
      throw call.layer().refused("transposes complex matrices, which is not supported");
    }
    Shape shape = x.shape().with(-1, x.shape().dim(-2)).with(-2, x.shape().dim(-1));
    return KerasTensor.of(LinearAlgebra.swapped(call, x.tensor(), x.rank()), shape);
  }

  private static KerasTensor matrixVector(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = pair.x();
    Tensor column = call.math().expand(pair.y().tensor(), -1);
    Tensor product = call.math().squeeze(call.math().matmul(x.tensor(), column), -1);
    Shape outer =
        Broadcasting.shape(
            call.layer(),
            x.shape().slice(0, x.rank() - 2),
            pair.y().shape().slice(0, pair.y().rank() - 1));
    return KerasTensor.of(product, outer.append(x.shape().dim(-2)));
  }

  private static void shaping(FunctionTable table) {
    table
        .add("ensure_shape", "x shape name", TensorFlowFurther::ensureShape)
        .add("einsum linalg.einsum", "equation x=inputs", TensorFlowFurther::einsum)
        .add("rank", "x=input name", TensorFlowFurther::rank)
        .add("compat.v1.batch_gather", "x=params indices name", TensorFlowFurther::batchGather)
        .add("math.accumulate_n", "x=inputs shape tensor_dtype name", Elementwise::addN)
        .add("sequence_mask", "x=lengths length=maxlen dtype name", TensorFlowFurther::sequenceMask)
        .add(
            "math.cumulative_logsumexp",
            "x axis exclusive reverse name",
            Reductions.cumulative("CumulativeLogsumexp"))
        .add(
            "tensor_scatter_nd_update",
            "x=tensor indices updates name",
            scatter("TensorScatterUpdate"))
        .add("tensor_scatter_nd_add", "x=tensor indices updates name", scatter("TensorScatterAdd"))
        .add("tensor_scatter_nd_max", "x=tensor indices updates name", scatter("TensorScatterMax"))
        .add("tensor_scatter_nd_min", "x=tensor indices updates name", scatter("TensorScatterMin"))
        .add(
            "reverse_sequence",
            "x=input lengths=seq_lengths seq_axis batch_axis name",
            TensorFlowFurther::reverseSequence);
  }

  private static KerasTensor ensureShape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    JsonNode dims = call.constant("shape"); // null for what is not known
    Shape shape = x.shape();
    for (int i = 0; i < Math.min(shape.rank(), dims.size()); i++) {
      boolean known = shape.known(i) || !dims.get(i).isIntegralNumber();
      shape = known ? shape : shape.with(i, dims.get(i).asLong());
    }
    return KerasTensor.of(x.tensor(), shape);
  }

  private static KerasTensor rank(FunctionCall call) {
    return KerasTensor.of(call.graph().intScalar(call.tensor("x").rank()), Shape.SCALAR);
  }

  private static KerasTensor batchGather(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor indices = call.tensor("indices");
    int batch = indices.rank() - 1;
    Tensor picked =
        call.graph()
            .op("GatherV2")
            .in(x.tensor())
            .in(indices.tensor())
            .in(call.graph().intScalar(batch))
            .attr("batch_dims", batch)
            .out();
    return KerasTensor.of(picked, indices.shape().concat(x.shape().slice(batch + 1, x.rank())));
  }

  private static KerasTensor sequenceMask(FunctionCall call) {
    KerasTensor lengths = call.tensor("x");
    if (!call.has("length")) {
      throw call.layer().refused("makes masks as long as the longest sequence");
    }
    int length = call.integer("length");
    ElementType type = call.type("dtype").orElse(ElementType.BOOL);
    Arithmetic math = call.math();
    Tensor places =
        call.graph()
            .apply(
                "Range",
                call.graph().intScalar(0),
                call.graph().intScalar(length),
                call.graph().intScalar(1));
    Tensor ends = math.expand(lengths.tensor(), lengths.rank());
    Tensor mask = call.graph().apply("Less", math.cast(places, lengths.type()), ends);
    return KerasTensor.of(math.cast(mask, type), lengths.shape().append(length));
  }

  private static FunctionBody.Single scatter(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Tensor indices = call.tensor("indices").tensor();
      Tensor updates = call.tensor("updates", x.type()).tensor();
      return KerasTensor.of(call.graph().apply(op, x.tensor(), indices, updates), x.shape());
    };
  }

  private static KerasTensor reverseSequence(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor reversed =
        call.graph()
            .op("ReverseSequence")
            .in(x.tensor())
            .in(call.tensor("lengths").tensor())
            .attr("seq_dim", call.axis("seq_axis", 1, x.rank()))
            .attr("batch_dim", call.axis("batch_axis", 0, x.rank()))
            .out();
    return KerasTensor.of(reversed, x.shape());
  }

  private static void images(FunctionTable table) {
    String size = "x=image target_height target_width";
    table
        .add("image.rgb_to_hsv", "x=images name", Colors.hsv("RGBToHSV"))
        .add("image.hsv_to_rgb", "x=images name", Colors.hsv("HSVToRGB"))
        .add("image.rgb_to_yiq", "x=images", Colors.matrix(Colors.RGB_TO_YIQ))
        .add("image.yiq_to_rgb", "x=images", Colors.matrix(Colors.YIQ_TO_RGB))
        .add("image.rgb_to_yuv", "x=images", Colors.matrix(Colors.RGB_TO_YUV))
        .add("image.yuv_to_rgb", "x=images", Colors.matrix(Colors.YUV_TO_RGB))
        .add("image.grayscale_to_rgb", "x=images name", Colors::threefold)
        .add("image.convert_image_dtype", "x=image dtype saturate name", Colors::convert)
        .add("image.adjust_brightness", "x=image delta", Colors::brightness)
        .add("image.adjust_contrast", "x=images contrast_factor", Colors::contrast)
        .add("image.adjust_gamma", "x=image gamma gain", Colors::gamma)
        .add("image.adjust_hue", "x=image delta name", Colors.adjust("AdjustHue", "delta"))
        .add(
            "image.adjust_saturation",
            "x=image factor=saturation_factor name",
            Colors.adjust("AdjustSaturation", "factor"))
        .add("image.resize_with_crop_or_pad", size, Framing::cropOrPad)
        .add("image.central_crop", "x=image central_fraction", Framing::central)
        .add(
            "image.pad_to_bounding_box",
            "x=image offset_height offset_width target_height target_width",
            Framing::padToBox)
        .add(
            "image.crop_to_bounding_box",
            "x=image offset_height offset_width target_height target_width",
            Framing::cropToBox)
        .add("image.transpose", "x=image name", Framing::transpose)
        .add("image.rot90", "x=image k name", Framing::rotate)
        .add("image.total_variation", "x=images name", Framing::totalVariation)
        .add(
            "compat.v1.image.resize_bilinear",
            "x=images size align_corners name half_pixel_centers",
            Images.resizeOp("bilinear"))
        .add(
            "compat.v1.image.resize_nearest_neighbor",
            "x=images size align_corners name half_pixel_centers",
            Images.resizeOp("nearest"));
  }

  /**
   * Only the equation is in the file: Keras stores a function's arguments by the names of its
   * parameters, and the operands of {@code einsum(equation, *inputs)} have none. Models that differ
   * in their operands alone have the same configuration (measured with TF 2.9 and 2.12).
   */
  private static KerasTensor einsum(FunctionCall call) {
    if (call.isTensor("x")) {
      return Products.einsum(call);
    }
    throw call.layer()
        .refused(
            "calls tf.einsum with the equation '"
                + call.text("equation", "")
                + "' and tensors that the file does not record: Keras leaves them out. Save the"
                + " model as a SavedModel from the code that made it");
  }

  private static void signals(FunctionTable table) {
    table
        .add("signal.rfft", "x=input_tensor fft_length name", Spectra::rfft)
        .add("signal.fft", "x=input name", Spectra.transform("FFT"))
        .add("signal.ifft", "x=input name", Spectra.transform("IFFT"))
        .add("signal.fft2d", "x=input name", Spectra.transform("FFT2D"))
        .add(
            "signal.stft",
            "x=signals length=frame_length stride=frame_step fft_length window_fn pad_end name",
            Spectra::stft)
        .add("signal.frame", "x=signal length=frame_length stride=frame_step", Rearranging::frames);
  }

  private static void losses(FunctionTable table) {
    String pair = "x=labels y=logits";
    table
        .add("nn.sigmoid_cross_entropy_with_logits", pair + " name", Losses::sigmoid)
        .add("nn.softmax_cross_entropy_with_logits", pair + " axis name", Losses::softmax)
        .add(
            "compat.v1.nn.softmax_cross_entropy_with_logits_v2",
            pair + " axis name dim",
            Losses::softmax)
        .add("nn.sparse_softmax_cross_entropy_with_logits", pair + " name", Losses::sparse)
        .add("compat.v1.nn.softmax", "x=logits axis name dim", Neural::softmax)
        .add("compat.v1.nn.log_softmax", "x=logits axis name dim", Neural::logSoftmax);
    String truth = "x=y_true y=y_pred";
    for (String module : List.of("keras.metrics.", "keras.losses.")) {
      table
          .add(
              module + "mean_squared_error",
              truth,
              Losses.mean((math, t, p) -> math.graph().apply("SquaredDifference", p, t)))
          .add(
              module + "mean_absolute_error",
              truth,
              Losses.mean((math, t, p) -> math.abs(math.sub(p, t))));
    }
  }

  private static void backend(FunctionTable table) {
    table
        .add("keras.backend.cast_to_floatx", "x", TensorFlowFurther::castToFloat)
        .add("keras.backend.batch_flatten", "x", TensorFlowFurther::batchFlatten)
        .add("keras.backend.binary_crossentropy", "x=target y=output from_logits", Losses::binary)
        .add(
            "keras.backend.categorical_crossentropy",
            "x=target y=output from_logits axis",
            Losses::categorical);
  }

  private static KerasTensor castToFloat(FunctionCall call) {
    return Promotion.cast(call, call.tensor("x"), ElementType.FLOAT32);
  }

  private static KerasTensor batchFlatten(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    long rest = x.shape().slice(1, x.rank()).elements();
    Tensor sizes =
        call.math()
            .slice(
                call.graph().apply("Shape", x.tensor()), new int[] {1}, new int[] {x.rank() - 1});
    Tensor size = call.math().reduce("Prod", sizes, false, 0);
    Tensor shape = call.graph().op("Pack").in(List.of(call.graph().intScalar(-1), size)).out();
    return KerasTensor.of(
        call.graph().apply("Reshape", x.tensor(), shape), Shape.of(x.shape().dim(0), rest));
  }
}
