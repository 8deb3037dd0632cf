package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** A hash table in the graph, filled once when the model is loaded. */
final class LookupTable {
  private LookupTable() {}

  /** The values of {@code keys}, or {@code absent} where the table has none. */
  static Tensor find(
      LayerCall call, Tensor keys, Tensor tableKeys, Tensor tableValues, Tensor absent) {
    GraphBuilder graph = call.graph();
    Tensor table =
        graph
            .op("HashTableV2", "table")
            .attr("key_dtype", tableKeys.dtype())
            .attr("value_dtype", tableValues.dtype())
            .attr("shared_name", graph.prefix() + "table")
            .out();
    call.initializer(
        graph.op("InitializeTableV2").in(table).in(tableKeys).in(tableValues).effect());
    return graph.op("LookupTableFindV2").in(table).in(keys).in(absent).out();
  }
}
