package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;

/** Items and slices of lists that are known while the model is built. */
final class SequenceItems {
  private SequenceItems() {}

  /**
   * @param key a number, or a slice as {@link Slicing} reads it
   */
  static Argument<KerasTensor> of(LayerCall call, Argument<KerasTensor> list, JsonNode key) {
    List<Argument<KerasTensor>> items = new ArrayList<>();
    boolean constant = false;
    if (list instanceof Argument.Sequence<KerasTensor> sequence) {
      items.addAll(sequence.items());
    } else if (list instanceof Argument.Constant<KerasTensor> array && array.value().isArray()) {
      constant = true;
      array.value().forEach(item -> items.add(BuildTimeFunctions.constant(item)));
    } else {
      throw call.refused("takes an item of what is no list");
    }
    if (key.isIntegralNumber()) {
      int index = key.intValue() < 0 ? key.intValue() + items.size() : key.intValue();
      if (index < 0 || index >= items.size()) {
        throw call.refused("takes item " + key + " of " + items.size());
      }
      return items.get(index);
    }
    List<Argument<KerasTensor>> taken = slice(call, items, key.path("config"));
    if (!constant) {
      return new Argument.Sequence<>(taken);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    taken.forEach(item -> array.add(((Argument.Constant<KerasTensor>) item).value()));
    return BuildTimeFunctions.constant(array);
  }

  private static List<Argument<KerasTensor>> slice(
      LayerCall call, List<Argument<KerasTensor>> items, JsonNode range) {
    JsonNode given = range.path("step");
    int step = given.isInt() ? given.intValue() : 1;
    boolean known =
        range.isObject()
            && step != 0
            && (given.isInt() || given.isNull())
            && bounded(range.path("start"))
            && bounded(range.path("stop"));
    if (!known) {
      throw call.refused("takes an item of a list in a way that is not known");
    }
    int size = items.size();
    int low = step > 0 ? 0 : -1;
    int high = step > 0 ? size : size - 1;
    int start = bound(range.path("start"), size, low, high, step > 0 ? low : high);
    int stop = bound(range.path("stop"), size, low, high, step > 0 ? high : low);
    List<Argument<KerasTensor>> taken = new ArrayList<>();
    for (int i = start; step > 0 ? i < stop : i > stop; i += step) {
      taken.add(items.get(i));
    }
    return taken;
  }

  private static boolean bounded(JsonNode bound) {
    return bound.isInt() || bound.isNull();
  }

  private static int bound(JsonNode bound, int size, int low, int high, int absent) {
    if (bound.isNull()) {
      return absent;
    }
    int counted = bound.intValue() < 0 ? bound.intValue() + size : bound.intValue();
    return Math.max(low, Math.min(high, counted));
  }
}
