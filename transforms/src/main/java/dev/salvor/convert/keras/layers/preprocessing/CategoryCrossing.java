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
  private static final long LIMIT = 1 << 20;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    List<KerasTensor> inputs = call.inputs();
    String separator = config.text("separator", "_X_");
    GraphBuilder graph = call.graph();
    List<Tensor> words = new ArrayList<>();
    for (KerasTensor input : inputs) {
      if (input.rank() != 2 || !input.shape().known(1)) {
        throw call.refused("crosses an input " + input.shape());
      }
      boolean text = input.type() == ElementType.STRING;
      words.add(text ? input.tensor() : graph.apply("AsString", input.tensor()));
    }
    List<Tensor> crossed = new ArrayList<>();
    long[] values = inputs.stream().mapToLong(input -> input.shape().dim(1)).toArray();
    long[] total = new long[1];
    for (int depth : depths(call, inputs.size())) {
      choose(
          inputs.size(),
          depth,
          0,
          new ArrayList<>(),
          chosen -> {
            crossed.add(cross(call, words, values, chosen, separator));
            total[0] += combinations(call, values, chosen);
          });
    }
    Tensor joined = new Arithmetic(graph).concat(crossed, 1);
    return call.unmasked(joined, Shape.of(inputs.get(0).shape().dim(0), total[0]));
  }

  private static long combinations(LayerCall call, long[] values, List<Integer> chosen) {
    long count = 1;
    for (int input : chosen) {
      count *= values[input];
      if (count > LIMIT) {
        throw call.refused("crosses to more than " + LIMIT + " values");
      }
    }
    return count;
  }

  /** Each value of an input with each of the others, those of the last input changing fastest. */
  private static Tensor cross(
      LayerCall call, List<Tensor> words, long[] values, List<Integer> chosen, String separator) {
    GraphBuilder graph = call.graph();
    int count = Math.toIntExact(combinations(call, values, chosen));
    int stride = count;
    List<Tensor> parts = new ArrayList<>();
    for (int input : chosen) {
      int own = Math.toIntExact(values[input]);
      stride /= Math.max(1, own);
      int step = stride;
      int[] places = IntStream.range(0, count).map(i -> i / step % own).toArray();
      parts.add(graph.apply("GatherV2", words.get(input), graph.ints(places), graph.intScalar(1)));
    }
    return graph.op("StringJoin").in(parts).attr("separator", separator).out();
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
      int from, int count, int first, List<Integer> chosen, Consumer<List<Integer>> each) {
    if (chosen.size() == count) {
      each.accept(List.copyOf(chosen));
      return;
    }
    for (int i = first; i < from; i++) {
      chosen.add(i);
      choose(from, count, i + 1, chosen, each);
      chosen.remove(chosen.size() - 1);
    }
  }
}
