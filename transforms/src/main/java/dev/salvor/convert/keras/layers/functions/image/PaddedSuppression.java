package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Loop;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * {@code tf.image.non_max_suppression_padded} (tensorflow/python/ops/image_ops_impl.py,
 * non_max_suppression_padded_v2). TensorFlow suppresses tile by tile, which comes to the same boxes
 * as one after the other, whatever the size of a tile: an overlap of the threshold suppresses, a
 * box without a coordinate above 0 is none, and the corners of all boxes are in the order of the
 * first.
 */
public final class PaddedSuppression {
  private final FunctionCall call;
  private final GraphBuilder graph;
  private final Arithmetic math;
  private final double threshold;

  private PaddedSuppression(FunctionCall call) {
    this.call = call;
    this.graph = call.graph();
    this.math = call.math();
    this.threshold = call.number("iou_threshold", 0.5);
    if (threshold <= 0) {
      throw call.layer().refused("suppresses boxes that do not overlap: " + threshold);
    }
  }

  /** Indices of the boxes that are left, and how many they are, of each image. */
  public static List<KerasTensor> of(FunctionCall call) {
    return new PaddedSuppression(call).kept();
  }

  private List<KerasTensor> kept() {
    KerasTensor given = call.tensor("boxes");
    KerasTensor points = call.tensor("scores", ElementType.FLOAT32);
    if (given.type() != ElementType.FLOAT32 || points.type() != ElementType.FLOAT32) {
      throw call.layer().refused("suppresses boxes of " + given.type().id());
    }
    boolean padded = call.flag("pad_to_max_output_size", false);
    int rank = given.rank();
    if (rank < 2 || rank > 3 || (rank > 2 && !padded)) {
      throw call.layer().refused("suppresses boxes of shape " + given.shape());
    }
    call.integer("tile_size", 512);
    int most = call.integer("most");
    Tensor boxes = rank == 2 ? math.expand(given.tensor(), 0) : given.tensor();
    Tensor scores = rank == 2 ? math.expand(points.tensor(), 0) : points.tensor();
    if (call.has("score_threshold")) {
      double least = call.number("score_threshold", 0);
      Tensor good = math.cast(math.greater(scores, least), ElementType.FLOAT32);
      scores = math.mul(scores, good);
      boxes = math.mul(boxes, math.expand(good, 2));
    }
    if (!call.flag("canonicalized_coordinates", false)) {
      boxes = ordered(boxes);
    }
    Tensor size = Shapes.dim(graph, graph.apply("Shape", scores), 1);
    Tensor order = null;
    if (!call.flag("sorted_input", false)) {
      order = graph.op("TopKV2").in(scores).in(size).attr("sorted", true).outs().get(1);
      boxes = gathered(boxes, order);
    }
    Tensor valid = graph.apply("Any", math.greater(boxes, 0), graph.intScalar(2));
    Tensor overlaps =
        math.cast(
            graph.apply(
                "GreaterEqual", overlaps(boxes), graph.scalar(ElementType.FLOAT32, threshold)),
            ElementType.FLOAT32);
    Tensor images = Shapes.dim(graph, graph.apply("Shape", scores), 0);
    List<Tensor> found = each(images, size, overlaps, valid, most);
    Tensor index = found.get(0);
    Tensor count = found.get(1);
    Tensor taken =
        graph.apply(
            "Less",
            graph.apply("Range", graph.intScalar(0), graph.intScalar(most), graph.intScalar(1)),
            math.expand(count, 1));
    Tensor original = order == null ? index : gathered(order, index);
    Tensor result = math.where(taken, original, graph.intScalar(0));
    Shape outer = given.shape().slice(0, rank - 2);
    if (rank == 3) {
      return List.of(KerasTensor.of(result, outer.append(most)), KerasTensor.of(count, outer));
    }
    Tensor one = math.squeeze(result, 0);
    Tensor number = math.squeeze(count, 0);
    Tensor cut = padded ? one : graph.apply("Slice", one, graph.ints(0), math.expand(number, 0));
    return List.of(
        KerasTensor.of(cut, Shape.of(padded ? most : Shape.UNKNOWN)),
        KerasTensor.of(number, Shape.SCALAR));
  }

  private Tensor gathered(Tensor x, Tensor indices) {
    return graph
        .op("GatherV2")
        .in(x)
        .in(indices)
        .in(graph.intScalar(1))
        .attr("batch_dims", 1)
        .out();
  }

  /** Lower corner first, if the corners of the first box of the first image are exchanged. */
  private Tensor ordered(Tensor boxes) {
    List<Tensor> sides = math.split(boxes, 4, 2);
    Tensor rows = exchanged(sides.get(0), sides.get(2));
    Tensor columns = exchanged(sides.get(1), sides.get(3));
    return math.concat(
        List.of(
            math.where(rows, sides.get(0), sides.get(2)),
            math.where(columns, sides.get(1), sides.get(3)),
            math.where(rows, sides.get(2), sides.get(0)),
            math.where(columns, sides.get(3), sides.get(1))),
        2);
  }

  private Tensor exchanged(Tensor low, Tensor high) {
    return graph.apply("LessEqual", first(low), first(high));
  }

  private Tensor first(Tensor side) {
    return math.squeeze(math.slice(side, new int[] {0, 0, 0}, new int[] {1, 1, 1}), 0, 1, 2);
  }

  /** Shares that two boxes have in common of what both cover. */
  private Tensor overlaps(Tensor boxes) {
    List<Tensor> sides = math.split(boxes, 4, 2);
    Tensor height = common(sides.get(0), sides.get(2));
    Tensor width = common(sides.get(1), sides.get(3));
    Tensor both = math.mul(width, height);
    Tensor area =
        math.mul(math.sub(sides.get(2), sides.get(0)), math.sub(sides.get(3), sides.get(1)));
    Tensor all = math.add(math.sub(math.add(area, math.transpose(area, 0, 2, 1)), both), 1e-8);
    return math.div(both, all);
  }

  private Tensor common(Tensor low, Tensor high) {
    Tensor from = math.max(low, math.transpose(low, 0, 2, 1));
    Tensor to = math.min(high, math.transpose(high, 0, 2, 1));
    return math.max(math.sub(to, from), 0);
  }

  /** Image by image, since the op takes one: positions of what is left, and their number. */
  private List<Tensor> each(Tensor images, Tensor size, Tensor overlaps, Tensor valid, int most) {
    Tensor none = graph.apply("Fill", pair(images, graph.intScalar(most)), graph.intScalar(0));
    Tensor zero = graph.apply("Fill", math.expand(images, 0), graph.intScalar(0));
    return Loop.counted(
            graph,
            images,
            List.of(size, overlaps, valid, none, zero),
            (inner, image, in) -> step(inner, image, in, most))
        .subList(3, 5);
  }

  private Tensor pair(Tensor a, Tensor b) {
    return math.concat(List.of(math.expand(a, 0), math.expand(b, 0)), 0);
  }

  private static List<Tensor> step(Arithmetic math, Tensor image, List<Tensor> in, int most) {
    GraphBuilder inner = math.graph();
    Tensor falling = inner.apply("Range", in.get(0), inner.intScalar(0), inner.intScalar(-1));
    Tensor kept =
        inner.apply(
            "NonMaxSuppressionWithOverlaps",
            row(inner, in.get(1), image),
            math.cast(falling, ElementType.FLOAT32),
            in.get(0),
            inner.scalar(ElementType.FLOAT32, 0.5),
            inner.scalar(ElementType.FLOAT32, Double.NEGATIVE_INFINITY));
    Tensor boxes = inner.apply("GatherV2", row(inner, in.get(2), image), kept, inner.intScalar(0));
    Tensor places = math.squeeze(inner.apply("Where", boxes), 1);
    Tensor left = inner.apply("GatherV2", kept, places, inner.intScalar(0));
    Tensor count = math.min(inner.apply("Size", left), inner.intScalar(most));
    Tensor cut = inner.apply("Slice", left, inner.ints(0), math.expand(count, 0));
    Tensor rest = math.sub(inner.intScalar(most), count);
    Tensor pads = math.expand(math.pad(math.expand(rest, 0), new int[] {1}, new int[] {0}), 0);
    Tensor place = math.expand(math.expand(image, 0), 0);
    Tensor index =
        inner.apply(
            "TensorScatterUpdate", in.get(3), place, math.expand(inner.apply("Pad", cut, pads), 0));
    Tensor counts = inner.apply("TensorScatterUpdate", in.get(4), place, math.expand(count, 0));
    return List.of(in.get(0), in.get(1), in.get(2), index, counts);
  }

  private static Tensor row(GraphBuilder inner, Tensor x, Tensor at) {
    return inner.apply("GatherV2", x, at, inner.intScalar(0));
  }
}
