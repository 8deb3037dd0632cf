package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Boxes in images: cut out, drawn, thinned out where they overlap. */
public final class Boxes {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private Boxes() {}

  public static KerasTensor cropAndResize(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor boxes = call.tensor("boxes", ElementType.FLOAT32);
    Dimensions size = Dimensions.of(call, "size");
    Tensor crops =
        call.graph()
            .op("CropAndResize")
            .in(x.tensor())
            .in(boxes.tensor())
            .in(call.tensor("index", ElementType.INT32).tensor())
            .in(size.vector())
            .attr("method", call.text("method", "bilinear"))
            .attr("extrapolation_value", call.number("extrapolation_value", 0))
            .out();
    Shape shape =
        Shape.of(boxes.shape().dim(0), size.known().dim(0), size.known().dim(1), x.shape().dim(3));
    return KerasTensor.of(crops, shape);
  }

  public static KerasTensor draw(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor boxes = call.tensor("boxes", ElementType.FLOAT32).tensor();
    Tensor drawn =
        call.has("colors")
            ? call.graph()
                .apply(
                    "DrawBoundingBoxesV2",
                    x.tensor(),
                    boxes,
                    call.tensor("colors", ElementType.FLOAT32).tensor())
            : call.graph().apply("DrawBoundingBoxes", x.tensor(), boxes);
    return KerasTensor.of(drawn, x.shape());
  }

  private static Tensor number(FunctionCall call, String name, ElementType type, double absent) {
    return call.has(name) ? call.tensor(name, type).tensor() : call.graph().scalar(type, absent);
  }

  /** Indices of the boxes that are left. */
  public static KerasTensor suppressed(FunctionCall call) {
    KerasTensor boxes = call.tensor("boxes");
    Tensor kept =
        call.graph()
            .op("NonMaxSuppressionV3")
            .in(boxes.tensor())
            .in(call.tensor("scores", boxes.type()).tensor())
            .in(call.tensor("most", ElementType.INT32).tensor())
            .in(number(call, "iou_threshold", ElementType.FLOAT32, 0.5))
            .in(number(call, "score_threshold", ElementType.FLOAT32, NONE))
            .out();
    return KerasTensor.of(kept, Shape.of(Shape.UNKNOWN));
  }

  /** And their scores, which a sigma lowers with the overlap. */
  public static List<KerasTensor> suppressedSoftly(FunctionCall call) {
    KerasTensor boxes = call.tensor("boxes");
    List<Tensor> parts =
        call.graph()
            .op("NonMaxSuppressionV5")
            .in(boxes.tensor())
            .in(call.tensor("scores", boxes.type()).tensor())
            .in(call.tensor("most", ElementType.INT32).tensor())
            .in(number(call, "iou_threshold", boxes.type(), 0.5))
            .in(number(call, "score_threshold", boxes.type(), NONE))
            .in(number(call, "soft_nms_sigma", boxes.type(), 0))
            .attr("pad_to_max_output_size", false)
            .outs();
    Shape shape = Shape.of(Shape.UNKNOWN);
    return List.of(KerasTensor.of(parts.get(0), shape), KerasTensor.of(parts.get(1), shape));
  }

  /** Boxes, scores, classes and the number of valid ones of each image. */
  public static List<KerasTensor> combined(FunctionCall call) {
    KerasTensor boxes = call.tensor("boxes");
    KerasTensor scores = call.tensor("scores", ElementType.FLOAT32);
    int each = call.integer("each");
    int total = call.integer("total");
    boolean padded = call.flag("pad_per_class", false);
    List<Tensor> parts =
        call.graph()
            .op("CombinedNonMaxSuppression")
            .in(boxes.tensor())
            .in(scores.tensor())
            .in(call.graph().intScalar(each))
            .in(call.graph().intScalar(total))
            .in(number(call, "iou_threshold", ElementType.FLOAT32, 0.5))
            .in(number(call, "score_threshold", ElementType.FLOAT32, NONE))
            .attr("pad_per_class", padded)
            .attr("clip_boxes", call.flag("clip_boxes", true))
            .outs();
    long batch = boxes.shape().dim(0);
    long classes = scores.shape().dim(2);
    long most = !padded ? total : classes < 0 ? Shape.UNKNOWN : Math.min(total, each * classes);
    List<Shape> shapes =
        List.of(
            Shape.of(batch, most, 4),
            Shape.of(batch, most),
            Shape.of(batch, most),
            Shape.of(batch));
    List<KerasTensor> results = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      results.add(KerasTensor.of(parts.get(i), shapes.get(i)));
    }
    return results;
  }
}
