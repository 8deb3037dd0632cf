package dev.salvor.convert.keras.layers.functions.random;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Pictures turned and cut by what a seed gives (tensorflow/python/ops/image_ops_impl.py,
 * random_crop_ops.py).
 */
final class SeededImages {
  private SeededImages() {}

  static void add(FunctionTable table) {
    String prefix = "image.stateless_random_";
    table
        .add(prefix + "flip_left_right", "x=image seed", flip(-2))
        .add(prefix + "flip_up_down", "x=image seed", flip(-3))
        .add(prefix + "crop", "x=value size seed name", SeededImages::crop)
        .addAll(
            "image.stateless_sample_distorted_bounding_box",
            "x=image_size boxes=bounding_boxes seed min_object_covered aspect_ratio_range"
                + " area_range max_attempts use_image_if_no_bounding_boxes name",
            SeededImages::box);
  }

  /** One picture below a half, each of a batch from a half on. */
  private static FunctionBody.Single flip(int axis) {
    return call -> {
      KerasTensor x = call.tensor("x");
      GraphBuilder graph = call.graph();
      Arithmetic math = call.math();
      if (x.rank() != 3 && x.rank() != 4) {
        throw call.layer().refused("flips " + x.shape());
      }
      Tensor flipped = graph.apply("ReverseV2", x.tensor(), graph.ints(x.rank() + axis));
      if (x.rank() == 3) {
        Tensor below = math.less(new Draws(call).one(0, 1), 0.5);
        return KerasTensor.of(math.where(below, flipped, x.tensor()), x.shape());
      }
      Tensor zero = graph.scalar(ElementType.FLOAT32, 0);
      Tensor batch = math.reshape(Shapes.dim(graph, graph.apply("Shape", x.tensor()), 0), 1);
      Tensor drawn = new Draws(call).uniform(batch, zero, graph.scalar(ElementType.FLOAT32, 1));
      Tensor flips = math.cast(math.unary("Round", math.reshape(drawn, -1, 1, 1, 1)), x.type());
      Tensor kept = math.mul(math.sub(graph.scalarLike(flips, 1), flips), x.tensor());
      return KerasTensor.of(math.add(math.mul(flips, flipped), kept), x.shape());
    };
  }

  private static KerasTensor crop(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    Dimensions size = Dimensions.of(call, "size");
    Tensor limit = math.add(math.sub(graph.apply("Shape", x.tensor()), size.vector()), 1);
    Tensor drawn =
        new Draws(call)
            .whole(graph.ints(x.rank()), graph.intScalar(0), graph.intScalar(Integer.MAX_VALUE));
    Tensor offset = graph.apply("FloorMod", drawn, limit);
    return KerasTensor.of(graph.apply("Slice", x.tensor(), offset, size.vector()), size.known());
  }

  /** Begin and size of a part of a picture, and its box. */
  private static List<KerasTensor> box(FunctionCall call) {
    GraphBuilder graph = call.graph();
    OpBuilder op =
        graph
            .op("StatelessSampleDistortedBoundingBox")
            .in(call.tensor("x", ElementType.INT32).tensor())
            .in(call.tensor("boxes", ElementType.FLOAT32).tensor())
            .in(graph.scalar(ElementType.FLOAT32, call.number("min_object_covered", 0.1)))
            .in(new Draws(call).seed().tensor())
            .attr("max_attempts", call.integer("max_attempts", 100))
            .attr(
                "use_image_if_no_bounding_boxes",
                call.flag("use_image_if_no_bounding_boxes", false));
    for (String range : List.of("aspect_ratio_range", "area_range")) {
      if (call.has(range)) {
        op.attr(range, call.numbers(range));
      }
    }
    List<Tensor> parts = op.outs();
    return List.of(
        KerasTensor.of(parts.get(0), Shape.of(3)),
        KerasTensor.of(parts.get(1), Shape.of(3)),
        KerasTensor.of(parts.get(2), Shape.of(1, 1, 4)));
  }
}
