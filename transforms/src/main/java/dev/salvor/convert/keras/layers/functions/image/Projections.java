package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Images seen through a projection of their plane, eight numbers each
 * (keras/src/backend/tensorflow/image.py); batches, channels last.
 */
public final class Projections {
  private Projections() {}

  public static KerasTensor affine(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor transform = call.tensor("transform");
    Tensor eight = call.math().cast(transform.tensor(), ElementType.FLOAT32);
    Tensor rows = transform.rank() == 1 ? call.math().expand(eight, 0) : eight;
    return projected(call, x, rows, call.text("fill_mode", "constant"));
  }

  public static KerasTensor perspective(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor homography = homography(call, points(call, "from"), points(call, "to"));
    return projected(call, x, homography, "constant");
  }

  private static KerasTensor projected(
      FunctionCall call, KerasTensor x, Tensor transforms, String fill) {
    GraphBuilder graph = call.graph();
    Tensor size = call.math().slice(graph.apply("Shape", x.tensor()), new int[] {1}, new int[] {2});
    KerasTensor value =
        call.has("fill_value")
            ? Promotion.cast(call, call.tensor("fill_value"), ElementType.FLOAT32)
            : KerasTensor.of(
                graph.scalar(ElementType.FLOAT32, 0), dev.salvor.format.tensor.Shape.SCALAR);
    String method = call.text("interpolation", "bilinear");
    if (!method.equals("bilinear") && !method.equals("nearest")) {
      throw call.layer().refused("interpolates by " + method);
    }
    Tensor result =
        graph
            .op("ImageProjectiveTransformV3")
            .in(x.tensor())
            .in(transforms)
            .in(size)
            .in(value.tensor())
            .attr("interpolation", method.toUpperCase(Locale.ROOT))
            .attr("fill_mode", fill.toUpperCase(Locale.ROOT))
            .out();
    return KerasTensor.of(result, x.shape());
  }

  /** Four corners of each image: {@code (batch, 4, 2)}. */
  private static Tensor points(FunctionCall call, String name) {
    KerasTensor points = Promotion.cast(call, call.tensor(name), ElementType.FLOAT32);
    boolean pairs = points.shape().dim(-1) == 2 && points.shape().dim(-2) == 4;
    if (points.rank() < 2 || points.rank() > 3 || !pairs) {
      throw call.layer().refused("has corners " + points.shape());
    }
    return points.rank() == 2 ? call.math().expand(points.tensor(), 0) : points.tensor();
  }

  /** The projection that takes the end points to the start points: eight equations. */
  private static Tensor homography(FunctionCall call, Tensor from, Tensor to) {
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    List<Tensor> rows = new ArrayList<>();
    List<Tensor> sides = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Tensor x = at(math, to, i, 0);
      Tensor y = at(math, to, i, 1);
      Tensor one = graph.apply("OnesLike", x);
      Tensor zero = graph.apply("ZerosLike", x);
      for (int j = 0; j < 2; j++) {
        Tensor side = at(math, from, i, j);
        Tensor back = math.neg(side);
        List<Tensor> row = new ArrayList<>();
        row.addAll(j == 0 ? List.of(x, y, one) : List.of(zero, zero, zero));
        row.addAll(j == 0 ? List.of(zero, zero, zero) : List.of(x, y, one));
        row.add(math.mul(back, x));
        row.add(math.mul(back, y));
        rows.add(graph.op("Pack").in(row).attr("axis", 1).out());
        sides.add(side);
      }
    }
    Tensor matrix = graph.op("Pack").in(rows).attr("axis", 1).out();
    Tensor right = math.expand(graph.op("Pack").in(sides).attr("axis", 1).out(), -1);
    return math.reshape(graph.apply("MatrixSolve", matrix, right), -1, 8);
  }

  private static Tensor at(Arithmetic math, Tensor points, int corner, int axis) {
    Tensor cut = math.slice(points, new int[] {0, corner, axis}, new int[] {-1, 1, 1});
    return math.squeeze(cut, 1, 2);
  }
}
