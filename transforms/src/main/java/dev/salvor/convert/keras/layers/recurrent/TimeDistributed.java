package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer, or a whole model, applied to every step alike: batch and time become one axis and come
 * apart again (keras/layers/rnn/time_distributed.py).
 */
public final class TimeDistributed implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.WHOLE;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    ObjectNode layer =
        call.config().object("layer").orElseThrow(() -> call.refused("has no layer inside"));
    if (call.args().isEmpty() || call.inputs().isEmpty()) {
      throw call.refused("is called without an input");
    }
    KerasTensor x = call.inputs().get(0);
    if (x.rank() < 2) {
      throw call.refused("takes sequences, the model gives it " + x.shape());
    }
    if (x.ragged()) {
      return ragged(call, layer, x);
    }
    GraphBuilder graph = call.graph();
    Tensor mask = call.mask().orElse(null);
    Tensor inner = masksSteps(call.era()) ? mask : null;
    Argument<KerasTensor> folded = call.args().get(0).map(input -> fold(graph, input, inner));
    if (x.shape().known(0) && layer.path("config").path("mode").asInt() == 2) {
      // with a fixed batch Keras 1 goes step by step, which batch statistics can tell
      throw call.refused("normalizes steps by statistics of a batch of fixed size");
    }
    List<KerasTensor> outputs = call.callChild("layer", layer, List.of(folded), Map.of());
    Shape steps = x.shape().slice(0, 2);
    List<KerasTensor> unfolded = new ArrayList<>();
    for (KerasTensor output : outputs) {
      unfolded.add(unfold(call, x, steps, output, mask));
    }
    return unfolded;
  }

  /** The layer sees the steps of all rows as they lie, without the axis that is ragged. */
  private static List<KerasTensor> ragged(LayerCall call, ObjectNode layer, KerasTensor x) {
    if (call.inputs().size() != 1 || x.shape().known(0) || x.keptMask() != null) {
      throw call.refused("is called with a ragged tensor in a way that is not supported");
    }
    List<Tensor> inner = x.splits().subList(1, x.splits().size());
    Shape steps = Shape.of(Shape.UNKNOWN).concat(x.shape().slice(2, x.rank()));
    Argument<KerasTensor> rows =
        new Argument.Leaf<>(new KerasTensor(x.tensor(), steps, null, inner));
    List<KerasTensor> outputs = new ArrayList<>();
    for (KerasTensor output : call.callChild("layer", layer, List.of(rows), Map.of())) {
      List<Tensor> splits = new ArrayList<>(x.splits().subList(0, 1));
      splits.addAll(output.splits());
      Shape shape = x.shape().slice(0, 2).concat(output.shape().slice(1, output.rank()));
      outputs.add(new KerasTensor(output.tensor(), shape, null, splits));
    }
    return outputs;
  }

  /** Until Keras 2.2.0 the layer inside never saw a mask (pull request 10242). */
  private static boolean masksSteps(Era era) {
    return era.atLeast(2, 3) || (era.atLeast(2, 2) && era.patch() > 0);
  }

  private static KerasTensor fold(GraphBuilder graph, KerasTensor x, @Nullable Tensor mask) {
    Shape inner = x.shape().slice(1, x.rank());
    long rows =
        x.shape().known(0) && x.shape().known(1)
            ? Math.multiplyExact(x.shape().dim(0), x.shape().dim(1))
            : Shape.UNKNOWN;
    return new KerasTensor(
        graph.apply("Reshape", x.tensor(), folded(graph, x.tensor())),
        inner.with(0, rows),
        mask == null ? null : graph.apply("Reshape", mask, folded(graph, mask)));
  }

  /** {@code [-1, …all but the first two axes]}. */
  private static Tensor folded(GraphBuilder graph, Tensor x) {
    return graph
        .op("ConcatV2")
        .in(List.of(graph.ints(-1), tail(graph, x, 2)))
        .in(graph.intScalar(0))
        .out();
  }

  private static Tensor tail(GraphBuilder graph, Tensor x, int from) {
    return graph
        .op("StridedSlice")
        .in(graph.apply("Shape", x))
        .in(graph.ints(from))
        .in(graph.ints(0))
        .in(graph.ints(1))
        .attr("end_mask", 1)
        .out();
  }

  private static KerasTensor unfold(
      LayerCall call, KerasTensor x, Shape steps, KerasTensor output, @Nullable Tensor mask) {
    GraphBuilder graph = call.graph();
    Tensor actual = graph.apply("Shape", x.tensor());
    List<Tensor> front = List.of(front(graph, actual, steps, 0), front(graph, actual, steps, 1));
    Tensor apart = unfold(graph, output.tensor(), front);
    Shape shape = steps.concat(output.shape().slice(1, output.rank()));
    return new KerasTensor(apart, shape, mask(call, output.keptMask(), front, mask));
  }

  private static Tensor front(GraphBuilder graph, Tensor actual, Shape steps, int axis) {
    return steps.known(axis)
        ? graph.intScalar(Math.toIntExact(steps.dim(axis)))
        : Shapes.dim(graph, actual, axis);
  }

  private static Tensor unfold(GraphBuilder graph, Tensor rows, List<Tensor> front) {
    Tensor dims =
        graph
            .op("ConcatV2")
            .in(List.of(graph.op("Pack").in(front).out(), tail(graph, rows, 1)))
            .in(graph.intScalar(0))
            .out();
    return graph.apply("Reshape", rows, dims);
  }

  /**
   * The inner layer's mask; where it gives none, what of each step is left of the outer one. Keras
   * before 2.2.1 and Keras 3 hand on the outer mask as it is.
   */
  private static @Nullable Tensor mask(
      LayerCall call, @Nullable Tensor inner, List<Tensor> front, @Nullable Tensor outer) {
    if (call.era().major() >= 3 || !masksSteps(call.era())) {
      return outer;
    }
    GraphBuilder graph = call.graph();
    if (inner != null) {
      return unfold(graph, inner, front);
    }
    if (outer == null) {
      return null;
    }
    Tensor rest = graph.ints(-1);
    Tensor dims =
        graph
            .op("ConcatV2")
            .in(List.of(graph.op("Pack").in(front).out(), rest))
            .in(graph.intScalar(0))
            .out();
    return graph.op("Any").in(graph.apply("Reshape", outer, dims)).in(graph.ints(2)).out();
  }
}
