package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of nested models that do not count: references to the calls of a layer are numbered in
 * the order of its nodes, of which a nested model has some before it is called.
 *
 * @param skipped how many, by layer
 */
record NestedNodes(Map<String, Integer> skipped) {
  static final NestedNodes NONE = new NestedNodes(Map.of());

  NestedNodes {
    skipped = Map.copyOf(skipped);
  }

  /**
   * How many nodes a nested model had before its first call in this model: its own graph is node 0
   * where it begins with an input layer (keras/engine/functional.py, _should_skip_first_node).
   * Keras 3 counts so in output_layers only, and for Functional models only.
   */
  static NestedNodes of(List<LayerSpec> layers, JsonNode outputs, boolean keras3) {
    Map<String, Integer> highest = new HashMap<>();
    Map<String, Integer> lowest = new HashMap<>();
    for (LayerSpec layer : layers) {
      for (Call call : layer.calls()) {
        if (!keras3) {
          call.args().forEach(arg -> arg.forEach(ref -> note(ref, highest, lowest)));
          call.kwargs().values().forEach(arg -> arg.forEach(ref -> note(ref, highest, lowest)));
        }
      }
    }
    Endpoints.references(outputs).forEach(ref -> note(ref, highest, lowest));
    Map<String, Integer> skipped = new HashMap<>();
    for (LayerSpec layer : layers) {
      if (layer.model().isEmpty()) {
        continue;
      }
      int calls = layer.calls().size();
      int high = highest.getOrDefault(layer.name(), -1);
      int low = lowest.getOrDefault(layer.name(), Integer.MAX_VALUE);
      boolean byRule = !layer.model().get().sequential() || (!keras3 && low > 0);
      if (high >= calls || (byRule && low > 0)) {
        skipped.put(layer.name(), Math.max(1, high - calls + 1));
      }
    }
    return new NestedNodes(skipped);
  }

  private static void note(
      TensorRef ref, Map<String, Integer> highest, Map<String, Integer> lowest) {
    highest.merge(ref.layer(), ref.call(), Math::max);
    lowest.merge(ref.layer(), ref.call(), Math::min);
  }

  /** The call with its references counted from the first call in this model. */
  Call skip(Call call) {
    Map<String, Argument<TensorRef>> kwargs = new LinkedHashMap<>();
    call.kwargs().forEach((key, arg) -> kwargs.put(key, arg.map(this::skip)));
    List<Argument<TensorRef>> args = new ArrayList<>();
    call.args().forEach(arg -> args.add(arg.map(this::skip)));
    return new Call(args, kwargs);
  }

  TensorRef skip(TensorRef ref) {
    int by = Math.min(ref.call(), skipped.getOrDefault(ref.layer(), 0));
    return new TensorRef(ref.layer(), ref.call() - by, ref.output());
  }
}
