package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;

/**
 * Keras 1 kept W, U and b of every gate as arrays of their own: of a GRU z, r, h; of an LSTM i, c,
 * f, o (keras 2.3.1 engine/saving.py, preprocess_weights_for_loading). With {@code
 * consume_less='gpu'} they were joined already.
 */
final class Keras1Gates implements ArrayRecipe {
  private static final int[] GRU = {0, 1, 2};
  private static final int[] LSTM = {0, 2, 1, 3};

  @Override
  public String id() {
    return "keras1/gate-arrays";
  }

  @Override
  public String description() {
    return "The arrays of the single gates that Keras 1 stored were joined in the order of Keras 2.";
  }

  @Override
  public int stored(Part part, Era era) {
    int[] order = order(part, era);
    boolean joined = part.layer().config().integer("implementation", 0) == 2;
    return order.length == 0 || joined ? part.weights().size() : 3 * order.length;
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    int[] order = order(part, era);
    if (order.length == 0 || arrays.size() != 3 * order.length) {
      return arrays;
    }
    List<TensorData> joined = new ArrayList<>();
    for (int kind = 0; kind < 3; kind++) {
      List<TensorData> gates = new ArrayList<>();
      for (int gate : order) {
        gates.add(lastAxisLast(part, arrays.get(3 * gate + kind)));
      }
      joined.add(TensorViews.concat(gates, gates.get(0).shape().rank() - 1));
    }
    return joined;
  }

  /** ConvLSTM2D with channels first stored (filters, inputs, rows, columns). */
  private static TensorData lastAxisLast(Part part, TensorData array) {
    boolean first =
        part.layer().config().text("data_format", "channels_last").equals("channels_first");
    return first && array.shape().rank() == 4 ? TensorViews.transpose(array, 2, 3, 1, 0) : array;
  }

  private static int[] order(Part part, Era era) {
    if (era.major() != 1) {
      return new int[0];
    }
    String name = part.layer().className();
    if (name.startsWith("GRU")) {
      return GRU;
    }
    return name.startsWith("LSTM") || name.startsWith("ConvLSTM2D") ? LSTM : new int[0];
  }
}
