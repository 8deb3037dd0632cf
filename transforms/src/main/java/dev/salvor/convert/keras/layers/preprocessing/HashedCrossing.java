package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Several features of one value each as one hashed feature (tf.sparse.cross_hashed). */
public final class HashedCrossing implements LayerConverter {
  private static final long DEFAULT_KEY = 956888297470L;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    int bins = call.config().integer("num_bins");
    List<KerasTensor> inputs = call.inputs();
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    boolean numbers = inputs.stream().anyMatch(x -> x.type() != ElementType.STRING);
    int rank = inputs.isEmpty() ? 0 : inputs.get(0).rank();
    if (inputs.size() < 2 || rank < 1 || rank > 2) {
      throw call.refused("is called with " + inputs.size() + " inputs of rank " + rank);
    }
    List<Tensor> columns = new ArrayList<>();
    for (KerasTensor input : inputs) {
      Tensor column = rank == 1 ? math.expand(input.tensor(), 1) : input.tensor();
      columns.add(
          input.type() == ElementType.STRING ? column : math.cast(column, ElementType.INT64));
    }
    List<Tensor> crossed =
        graph
            .op("SparseCross")
            .in(List.of())
            .in(List.of())
            .in(List.of())
            .in(columns)
            .attr("hashed_output", true)
            .attr("num_buckets", bins)
            .attr("hash_key", DEFAULT_KEY)
            .attr("out_type", ElementType.INT64)
            .attr("internal_type", numbers ? ElementType.INT64 : ElementType.STRING)
            .outs();
    Shape shape = inputs.get(0).shape();
    Tensor values = rank == 2 ? math.reshape(crossed.get(1), -1, 1) : crossed.get(1);
    String mode = CategoricalEncoding.mode(call, "int");
    ElementType type =
        mode.equals("int") ? Discretization.integer(call) : Discretization.floating(call);
    KerasTensor encoded =
        new CategoricalEncoding(call, bins, type).encode(KerasTensor.of(values, shape), mode, null);
    return call.unmasked(encoded.tensor(), encoded.shape());
  }

  @Override
  public boolean autocast() {
    return false;
  }
}
