package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** Blocks of space that go to the batch and come back, and patches of volumes. */
public final class Blocks {
  private Blocks() {}

  /** SpaceToBatchND or BatchToSpaceND; one number is a block of two axes. */
  public static FunctionBody.Single nd(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      int[] block = call.integers("block");
      if (call.constant("block").isNumber()) {
        block = new int[] {block[0], block[0]};
      }
      boolean toBatch = op.startsWith("Space");
      int[][] edges = edges(call, block.length);
      int[] flat = Arrays.stream(edges).flatMapToInt(Arrays::stream).toArray();
      Tensor pairs = call.math().reshape(call.graph().ints(flat), block.length, 2);
      Tensor moved = call.graph().apply(op, x.tensor(), call.graph().ints(block), pairs);
      Shape shape = x.shape();
      int all = Arrays.stream(block).reduce(1, (a, b) -> a * b);
      if (shape.known(0)) {
        shape = shape.with(0, toBatch ? shape.dim(0) * all : shape.dim(0) / all);
      }
      for (int i = 0; i < block.length; i++) {
        if (shape.known(1 + i)) {
          int edge = edges[i][0] + edges[i][1];
          long dim = shape.dim(1 + i);
          shape = shape.with(1 + i, toBatch ? (dim + edge) / block[i] : dim * block[i] - edge);
        }
      }
      return KerasTensor.of(moved, shape);
    };
  }

  private static int[][] edges(FunctionCall call, int axes) {
    var given = call.constant("edges");
    int[][] edges = new int[axes][2];
    for (int i = 0; i < axes; i++) {
      for (int j = 0; j < 2; j++) {
        var edge = given.path(i).path(j);
        if (given.size() != axes || !edge.isIntegralNumber()) {
          throw call.layer().refused("has edges " + given + " for " + axes + " axes");
        }
        edges[i][j] = edge.intValue();
      }
    }
    return edges;
  }

  /** {@code tf.extract_volume_patches}. */
  public static KerasTensor volumes(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] sizes = call.integers("ksizes");
    int[] strides = call.integers("strides");
    String padding = call.text("padding", "");
    if (x.rank() != 5 || sizes.length != 5 || strides.length != 5) {
      throw call.layer().refused("takes patches of " + x.shape());
    }
    Tensor patches =
        call.graph()
            .op("ExtractVolumePatches")
            .in(x.tensor())
            .attr("ksizes", sizes)
            .attr("strides", strides)
            .attr("padding", padding)
            .out();
    Shape shape = x.shape();
    long all = shape.dim(4);
    for (int i = 1; i < 4; i++) {
      String lower = padding.toLowerCase(Locale.ROOT);
      shape = shape.with(i, Shapes.window(shape.dim(i), sizes[i], lower, strides[i], 1));
      all = all < 0 ? all : all * sizes[i];
    }
    return KerasTensor.of(patches, shape.with(4, all));
  }
}
