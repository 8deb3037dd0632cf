package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Values are mapped by the distribution of the tile they lie in, between tiles by both, with
 * clipped histograms (keras 3.15.1 src/layers/preprocessing/image_preprocessing/clahe.py).
 */
public final class LocalEqualization implements LayerConverter {
  private static final int LEVELS = 256;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("bounding_box_format");
    ValueRange range = ValueRange.of(call);
    double limit = call.config().number("clip_limit", 4);
    int[] tiles = call.config().integers("tile_grid_size", 2, 8);
    GraphBuilder graph = call.graph();
    DataFormat format = DataFormat.of(call);
    KerasTensor x = format.toLast(graph, call.input());
    if (x.rank() != 4 || !x.shape().slice(1, 4).fullyKnown() || tiles[0] < 1 || tiles[1] < 1) {
      throw call.refused("takes images of one size, the model gives it " + x.shape());
    }
    Arithmetic math = new Arithmetic(graph);
    Tensor bytes = range.moved(math, math.cast(x.tensor(), ElementType.FLOAT32), ValueRange.BYTES);
    Axis rows = Axis.of(x.shape().dim(1), tiles[0]);
    Axis columns = Axis.of(x.shape().dim(2), tiles[1]);
    int channels = Math.toIntExact(x.shape().dim(3));
    Tensor mapped = new Tiles(math, rows, columns, channels).equalized(bytes, limit);
    Tensor back = math.cast(ValueRange.BYTES.moved(math, mapped, range), x.type());
    KerasTensor result = format.fromLast(graph, KerasTensor.of(back, x.shape()));
    return call.unmasked(result.tensor(), result.shape());
  }

  /**
   * An axis of {@code size} that is cut into {@code count} tiles of {@code tile}, the last filled.
   */
  private record Axis(int size, int count, int tile) {

    static Axis of(long size, int count) {
      return new Axis(Math.toIntExact(size), count, Math.toIntExact((size + count - 1) / count));
    }

    int padding() {
      return tile * count - size;
    }

    private float place(int at) {
      return (at - tile / 2f) / tile + 1f;
    }

    /** For each place the tile in front of it, or the next one behind. */
    int[] tiles(boolean next) {
      int[] tiles = new int[tile * count];
      for (int at = 0; at < tiles.length; at++) {
        int front = (int) Math.floor(place(at)) + (next ? 1 : 0);
        tiles[at] = Math.min(Math.max(front - 1, 0), count - 1);
      }
      return tiles;
    }

    /** How much the one behind counts at each place. */
    double[] weights() {
      double[] weights = new double[tile * count];
      for (int at = 0; at < weights.length; at++) {
        float place = place(at);
        weights[at] = place - (float) Math.floor(place);
      }
      return weights;
    }
  }

  private record Tiles(Arithmetic math, Axis rows, Axis columns, int channels) {

    private GraphBuilder graph() {
      return math.graph();
    }

    Tensor equalized(Tensor images, double limit) {
      Tensor padded = padded(images);
      Tensor levels = math.clip(math.cast(padded, ElementType.INT32), 0, LEVELS - 1);
      Tensor curves = curves(histograms(levels), limit);
      Tensor above = between(curves, levels, rows.tiles(false));
      Tensor below = between(curves, levels, rows.tiles(true));
      Tensor whole = mixed(above, below, weights(rows.weights(), 1));
      return math.slice(
          whole, new int[] {0, 0, 0, 0}, new int[] {-1, rows.size(), columns.size(), -1});
    }

    private Tensor padded(Tensor images) {
      if (rows.padding() == 0 && columns.padding() == 0) {
        return images;
      }
      Tensor paddings =
          math.reshape(graph().ints(0, 0, 0, rows.padding(), 0, columns.padding(), 0, 0), 4, 2);
      return graph().op("MirrorPad").in(images).in(paddings).attr("mode", "SYMMETRIC").out();
    }

    /** Where the curve of each tile and channel of one image begins. */
    private int start(int row, int column, int channel) {
      return ((row * columns.count() + column) * channels + channel) * LEVELS;
    }

    private int curve() {
      return rows.count() * columns.count() * channels * LEVELS;
    }

    private Tensor batch(Tensor levels) {
      return Shapes.dim(graph(), graph().apply("Shape", levels), 0);
    }

    /** The first place of each image among all curves. */
    private Tensor images(Tensor levels) {
      Tensor numbers =
          graph().apply("Range", graph().intScalar(0), batch(levels), graph().intScalar(1));
      return math.reshape(math.mul(numbers, curve()), -1, 1, 1, 1);
    }

    private Tensor places(int[] rowTiles, int[] columnTiles) {
      int[] byRow = new int[rowTiles.length];
      int[] byColumn = new int[columnTiles.length];
      int[] byChannel = new int[channels];
      for (int i = 0; i < byRow.length; i++) {
        byRow[i] = start(rowTiles[i], 0, 0);
      }
      for (int i = 0; i < byColumn.length; i++) {
        byColumn[i] = start(0, columnTiles[i], 0);
      }
      for (int i = 0; i < channels; i++) {
        byChannel[i] = start(0, 0, i);
      }
      Tensor row = math.reshape(graph().ints(byRow), 1, -1, 1, 1);
      Tensor column = math.reshape(graph().ints(byColumn), 1, 1, -1, 1);
      return math.add(math.add(row, column), math.reshape(graph().ints(byChannel), 1, 1, 1, -1));
    }

    private static int[] own(Axis axis) {
      int[] tiles = new int[axis.tile() * axis.count()];
      for (int at = 0; at < tiles.length; at++) {
        tiles[at] = at / axis.tile();
      }
      return tiles;
    }

    /** How often each level occurs in each tile, {@code (curves, levels)}. */
    private Tensor histograms(Tensor levels) {
      Tensor places = math.add(places(own(rows), own(columns)), images(levels));
      Tensor index = math.reshape(math.add(places, levels), -1);
      Tensor ones = math.cast(graph().apply("OnesLike", index), ElementType.FLOAT32);
      Tensor size = math.mul(batch(levels), curve());
      return math.reshape(graph().apply("UnsortedSegmentSum", ones, index, size), -1, LEVELS);
    }

    private Tensor curves(Tensor histograms, double limit) {
      int pixels = rows.tile() * columns.tile();
      Tensor counts = histograms;
      if (limit > 0) {
        Tensor clipped = math.clip(counts, 0, limit * pixels / LEVELS);
        Tensor excess = math.sum(math.sub(counts, clipped), true, 1);
        counts = math.add(clipped, math.div(excess, LEVELS));
      }
      Tensor sums = graph().apply("Cumsum", counts, graph().intScalar(1));
      Tensor least = math.reduce("Min", sums, true, 1);
      Tensor span = math.sub(pixels, least);
      Tensor none = graph().apply("Equal", span, graph().scalarLike(span, 0));
      Tensor divisor = math.where(none, graph().scalarLike(span, 1), span);
      Tensor curve = math.div(math.mul(math.sub(sums, least), 255), divisor);
      return math.reshape(math.clip(curve, 0, 255), -1);
    }

    private Tensor between(Tensor curves, Tensor levels, int[] rowTiles) {
      List<Tensor> sides = new ArrayList<>();
      for (boolean next : List.of(false, true)) {
        Tensor places = math.add(places(rowTiles, columns.tiles(next)), images(levels));
        Tensor index = math.add(places, levels);
        sides.add(graph().apply("GatherV2", curves, index, graph().intScalar(0)));
      }
      return mixed(sides.get(0), sides.get(1), weights(columns.weights(), 2));
    }

    private Tensor mixed(Tensor before, Tensor behind, Tensor weight) {
      Tensor first = math.mul(before, math.sub(1, weight));
      return math.add(first, math.mul(behind, weight));
    }

    private Tensor weights(double[] weights, int axis) {
      Shape shape = Shape.of(1, 1, 1, 1).with(axis, weights.length);
      return graph().numbers(ElementType.FLOAT32, shape, weights);
    }
  }
}
