package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The words of several inputs joined to one, for all of them or for every choice of up to {@code
 * depth} of them (tf.keras 2.2 to 2.5, layers/preprocessing/category_crossing.py).
 */
public final class CategoryCrossing implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    List<KerasTensor> inputs = call.inputs();
    String separator = config.text("separator", "_X_");
    GraphBuilder graph = call.graph();
    List<Tensor> words = new ArrayList<>();
    for (KerasTensor input : inputs) {
      if (input.rank() != 2 || input.shape().dim(1) != 1) {
        throw call.refused("crosses an input " + input.shape());
      }
      boolean text = input.type() == ElementType.STRING;
      words.add(text ? input.tensor() : graph.apply("AsString", input.tensor()));
    }
    List<Tensor> crossed = new ArrayList<>();
    for (int depth : depths(call, inputs.size())) {
      choose(
          words,
          depth,
          0,
          new ArrayList<>(),
          chosen ->
              crossed.add(graph.op("StringJoin").in(chosen).attr("separator", separator).out()));
    }
    Tensor joined = new Arithmetic(graph).concat(crossed, 1);
    return call.unmasked(joined, Shape.of(inputs.get(0).shape().dim(0), crossed.size()));
  }

  @Override
  public boolean autocast() {
    return false;
  }

  /** All inputs where there is no {@code depth}; a number stands for all depths up to it. */
  private static int[] depths(LayerCall call, int inputs) {
    if (!call.config().has("depth")) {
      return new int[] {inputs};
    }
    JsonNode depth = call.config().node("depth");
    int[] given = call.config().integers("depth");
    int[] depths = depth.isArray() ? given : IntStream.rangeClosed(1, given[0]).toArray();
    if (IntStream.of(depths).anyMatch(d -> d < 1 || d > inputs)) {
      throw call.refused("crosses " + depth + " of " + inputs + " inputs");
    }
    return depths;
  }

  private static void choose(
      List<Tensor> from, int count, int first, List<Tensor> chosen, Consumer<List<Tensor>> each) {
    if (chosen.size() == count) {
      each.accept(List.copyOf(chosen));
      return;
    }
    for (int i = first; i < from.size(); i++) {
      chosen.add(from.get(i));
      choose(from, count, i + 1, chosen, each);
      chosen.remove(chosen.size() - 1);
    }
  }
}
