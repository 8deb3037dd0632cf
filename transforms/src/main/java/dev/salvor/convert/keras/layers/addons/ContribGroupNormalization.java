package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * GroupNormalization of keras-contrib. It cuts each sample into consecutive pieces as its values
 * lie, without moving the channels to the front first: with channels last its groups are rows of
 * the image rather than channels (keras_contrib layers/normalization/groupnormalization.py).
 */
public final class ContribGroupNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int given = call.config().integer("axis", -1);
    int axis = given < 0 ? given + x.rank() : given;
    int groups = call.config().integer("groups", 32);
    if (axis < 1 || axis >= x.rank() || !x.shape().known(axis)) {
      throw call.refused("has axis " + given + " for an input " + x.shape());
    }
    int channels = Math.toIntExact(x.shape().dim(axis));
    if (groups < 1 || channels % groups != 0) {
      throw call.refused("has " + groups + " groups for " + channels + " channels");
    }
    int each = channels / groups;
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor shape = graph.apply("Shape", x.tensor());
    Tensor batch = math.slice(shape, new int[] {0}, new int[] {1});
    Tensor before = math.slice(shape, new int[] {1}, new int[] {axis - 1});
    Tensor after = math.slice(shape, new int[] {axis + 1}, new int[] {-1});
    Tensor pieces =
        math.concat(List.of(batch, graph.ints(groups), before, graph.ints(each), after), 0);
    Tensor cut = graph.apply("Reshape", x.tensor(), pieces);
    int[] over = IntStream.rangeClosed(2, x.rank()).toArray();
    Tensor centered = math.sub(cut, math.mean(cut, true, over));
    Tensor variance = math.mean(math.square(centered), true, over);
    double epsilon = call.config().number("epsilon", 1e-5);
    Tensor normed = math.div(centered, math.sqrt(math.add(variance, epsilon)));
    Shape broadcast = Shape.of(1, groups);
    for (int i = 1; i < x.rank(); i++) {
      broadcast = broadcast.append(i == axis ? each : 1);
    }
    if (call.config().flag("scale", true)) {
      Tensor gamma = call.weight("gamma", channels);
      normed = math.mul(normed, math.reshape(gamma, gamma, broadcast));
    }
    if (call.config().flag("center", true)) {
      Tensor beta = call.weight("beta", channels);
      normed = math.add(normed, math.reshape(beta, beta, broadcast));
    }
    return call.output(graph.apply("Reshape", normed, shape), x.shape());
  }
}
