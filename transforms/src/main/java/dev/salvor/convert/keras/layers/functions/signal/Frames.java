package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signals cut into frames that may overlap, and put together from them. */
public final class Frames {
  private Frames() {}

  /** {@code tf.signal.frame}: an axis becomes two, frames and what is in each. */
  public static KerasTensor frames(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor value =
        call.has("pad_value")
            ? call.tensor("pad_value", x.type()).tensor()
            : call.graph().scalar(x.type(), 0);
    return frames(
        call,
        x,
        call.axis("axis", -1, x.rank()),
        call.integer("length"),
        call.integer("step"),
        call.flag("pad_end", false) ? value : null);
  }

  /**
   * @param value what a last frame that is not full is filled with; dropped where null
   */
  public static KerasTensor frames(
      FunctionCall call, KerasTensor x, int axis, int length, int step, @Nullable Tensor value) {
    if (length < 1 || step < 1) {
      throw call.layer().refused("cuts frames of " + length + " by steps of " + step);
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor samples = Shapes.dim(graph, graph.apply("Shape", x.tensor()), axis);
    Tensor count;
    Tensor signal = x.tensor();
    long known = Shape.UNKNOWN;
    long dim = x.shape().dim(axis);
    if (value != null) {
      count = graph.apply("FloorDiv", math.add(samples, step - 1), graph.intScalar(step));
      known = dim < 0 ? Shape.UNKNOWN : (dim + step - 1) / step;
      Tensor end = math.add(math.mul(math.sub(count, 1), step), length);
      Tensor missing = math.max(math.sub(end, samples), 0);
      List<Tensor> pairs = new ArrayList<>();
      for (int i = 0; i < x.rank(); i++) {
        Tensor none = graph.intScalar(0);
        pairs.add(graph.op("Pack").in(List.of(none, i == axis ? missing : none)).out());
      }
      signal = graph.apply("PadV2", signal, graph.op("Pack").in(pairs).out(), value);
    } else {
      Tensor steps = graph.apply("FloorDiv", math.sub(samples, length), graph.intScalar(step));
      count = math.max(math.add(steps, 1), 0);
      known = dim < 0 ? Shape.UNKNOWN : Math.max(0, 1 + Math.floorDiv(dim - length, (long) step));
    }
    Tensor zero = graph.intScalar(0);
    Tensor one = graph.intScalar(1);
    Tensor starts = math.mul(graph.apply("Range", zero, count, one), step);
    Tensor within = graph.apply("Range", zero, graph.intScalar(length), one);
    Tensor places = math.add(math.expand(starts, 1), math.expand(within, 0));
    Tensor frames = graph.apply("GatherV2", signal, places, graph.intScalar(axis));
    Shape shape =
        x.shape().slice(0, axis).append(known, length).concat(x.shape().slice(axis + 1, x.rank()));
    return KerasTensor.of(frames, shape);
  }

  public static KerasTensor overlapped(FunctionCall call) {
    return overlapped(call, call.tensor("x"), call.integer("step"));
  }

  /** Frames of the last two axes added up, each a step behind the one before. */
  public static KerasTensor overlapped(FunctionCall call, KerasTensor x, int step) {
    int rank = x.rank();
    long length = x.shape().dim(-1);
    long parts = step < 1 ? 0 : (length + step - 1) / step;
    if (rank < 2 || length < 1 || parts < 1 || parts > 1 << 10) {
      throw call.layer().refused("adds up " + x.shape() + " by steps of " + step);
    }
    int count = Math.toIntExact(parts);
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    int[] after = new int[rank];
    after[rank - 1] = Math.toIntExact(parts * step - length);
    Tensor full = math.pad(x.tensor(), new int[rank], after);
    Tensor actual = graph.apply("Shape", x.tensor());
    Tensor outer = math.slice(actual, new int[] {0}, new int[] {rank - 1});
    Tensor cut =
        graph.apply("Reshape", full, math.concat(List.of(outer, graph.ints(count, step)), 0));
    Tensor sum = null;
    int i = 0;
    for (Tensor part :
        graph.op("Unpack").in(cut).attr("num", count).attr("axis", rank - 1).outs()) {
      int[] before = new int[rank];
      int[] behind = new int[rank];
      before[rank - 2] = i;
      behind[rank - 2] = count - 1 - i++;
      Tensor moved = math.pad(part, before, behind);
      sum = sum == null ? moved : math.add(sum, moved);
    }
    if (sum == null) {
      throw call.layer().refused("adds up no frames");
    }
    Tensor frames = Shapes.dim(graph, actual, rank - 2);
    Tensor total = math.add(math.mul(math.sub(frames, 1), step), Math.toIntExact(length));
    Tensor batch = math.slice(actual, new int[] {0}, new int[] {rank - 2});
    Tensor line = graph.apply("Reshape", sum, math.concat(List.of(batch, graph.ints(-1)), 0));
    Tensor size = math.concat(List.of(batch, math.expand(total, 0)), 0);
    Tensor result = graph.apply("Slice", line, graph.apply("ZerosLike", size), size);
    long dim = x.shape().dim(-2);
    return KerasTensor.of(
        result,
        x.shape().slice(0, rank - 2).append(dim < 0 ? Shape.UNKNOWN : (dim - 1) * step + length));
  }
}
