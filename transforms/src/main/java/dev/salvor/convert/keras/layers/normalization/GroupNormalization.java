package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normalization of each sample over the channels of one group and all other axes; -1 groups are one
 * a channel (keras/layers/normalization/group_normalization.py).
 */
public final class GroupNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    KerasTensor in = call.input();
    int[] axes = Parameters.axes(call, in.shape());
    if (axes.length != 1 || axes[0] == 0) {
      throw call.refused("normalizes " + config.node("axis") + " of " + in.shape());
    }
    int axis = axes[0];
    long channels = in.shape().dim(axis);
    long groups = config.integer("groups", 32);
    groups = groups == -1 ? channels : groups;
    if (channels == Shape.UNKNOWN || groups < 1 || channels % groups != 0) {
      throw call.refused("has " + groups + " groups for " + channels + " channels");
    }
    if (call.mask().isPresent() && call.era().major() < 3) {
      throw call.refused("is called under a mask");
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Shape split =
        in.shape()
            .slice(0, axis)
            .append(groups, channels / groups)
            .concat(in.shape().slice(axis + 1, in.rank()));
    Tensor x = math.cast(in.tensor(), Parameters.type(call));
    Tensor grouped = graph.apply("Reshape", x, split(graph, x, split, axis));
    int[] over = IntStream.range(1, split.rank()).filter(i -> i != axis).toArray();
    Shape broadcast = Parameters.broadcast(split, new int[] {axis, axis + 1});
    Tensor gamma = config.flag("scale", true) ? read(call, "gamma", channels, broadcast) : null;
    Tensor beta = config.flag("center", true) ? read(call, "beta", channels, broadcast) : null;
    Tensor normalized =
        Moments.of(math, grouped, over)
            .normalize(math, grouped, config.number("epsilon", 1e-3), gamma, beta);
    Tensor result = graph.apply("Reshape", normalized, graph.apply("Shape", x));
    return call.output(math.cast(result, call.computeType()), in.shape());
  }

  /** The shape with the channels split, its unknown sizes taken from {@code x}. */
  private static Tensor split(GraphBuilder graph, Tensor x, Shape split, int axis) {
    Arithmetic math = new Arithmetic(graph);
    Tensor actual = graph.apply("Shape", x);
    Tensor before = math.slice(actual, new int[] {0}, new int[] {axis});
    Tensor after = math.slice(actual, new int[] {axis + 1}, new int[] {-1});
    Tensor groups =
        graph.ints(Math.toIntExact(split.dim(axis)), Math.toIntExact(split.dim(axis + 1)));
    return math.concat(List.of(before, groups, after), 0);
  }

  private static Tensor read(LayerCall call, String name, long channels, Shape broadcast) {
    Tensor value = call.weight(name, Parameters.type(call), true, Shape.of(channels));
    return new Arithmetic(call.graph()).reshape(value, value, broadcast);
  }
}
