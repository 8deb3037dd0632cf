package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CRF of TensorFlow Addons: gives the best tags, the potentials they are decoded from, the lengths
 * and the transitions (tensorflow_addons 0.23, layers/crf.py and text/crf.py).
 */
public final class ConditionalRandomField implements LayerConverter {

  @Override
  public boolean autocast() {
    return false;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int units = call.config().integer("units");
    boolean bounded = call.config().flag("use_boundary", true);
    boolean dense = call.config().flag("use_kernel", true);
    if (x.rank() != 3 || (!dense && x.shape().dim(2) != units)) {
      throw call.refused("takes sequences, the model gives it " + x.shape());
    }
    Tensor transitions = call.weight("chain_kernel", units, units);
    Tensor left = bounded ? call.weight("left_boundary", units) : null;
    Tensor right = bounded ? call.weight("right_boundary", units) : null;
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor mask = call.mask().orElse(null);
    Tensor potentials = dense ? dense(call, x, units) : math.cast(x.tensor(), ElementType.FLOAT32);
    if (left != null && right != null) {
      Tensor within = mask == null ? all(graph, x.tensor()) : mask;
      potentials = math.add(potentials, edge(math, within, left, true));
      potentials = math.add(potentials, edge(math, within, right, false));
    }
    Tensor counted = mask == null ? all(graph, x.tensor()) : mask;
    Tensor lengths = math.sum(math.cast(counted, ElementType.INT64), false, 1);
    long steps = x.shape().dim(1);
    Shape shape = x.shape().with(2, units);
    Tensor tags =
        steps == 1
            ? argmax(graph, potentials, 2)
            : decoded(graph, new Potentials(potentials, shape), transitions, lengths, behind(call));
    return List.of(
        new KerasTensor(tags, x.shape().slice(0, 2), mask),
        KerasTensor.of(potentials, shape),
        KerasTensor.of(lengths, x.shape().slice(0, 1)),
        KerasTensor.of(graph.apply("Identity", transitions), Shape.of(units, units)));
  }

  /**
   * What the tags behind the end of a sequence follow from: nothing since tensorflow_addons 0.16
   * (its issue 2639), before that what the last step pointed to. The file names the version of
   * TensorFlow only, which for 2.7 does not tell.
   */
  private static MaskedSteps behind(LayerCall call) {
    Era era = call.era();
    boolean masked = call.mask().isPresent();
    if (masked && era.atLeast(2, 7) && !era.atLeast(2, 8)) {
      throw call.refused(
          "decodes masked sequences, which tensorflow_addons 0.15 and 0.16 do differently");
    }
    return era.atLeast(2, 8) ? MaskedSteps.ZEROS : MaskedSteps.PREVIOUS_OUTPUT;
  }

  private record Potentials(Tensor tensor, Shape shape) {}

  private static Tensor dense(LayerCall call, KerasTensor x, int units) {
    ObjectNode layer = JsonNodeFactory.instance.objectNode().put("class_name", "Dense");
    layer.putObject("config").put("name", "dense").put("units", units);
    Argument<KerasTensor> input = new Argument.Leaf<>(x.withMask(null));
    return call.callChild("_dense_layer", layer, List.of(input), Map.of()).get(0).tensor();
  }

  /** {@code (batch, steps)}, nothing but true. */
  private static Tensor all(GraphBuilder graph, Tensor x) {
    Tensor shape = graph.apply("Slice", graph.apply("Shape", x), graph.ints(0), graph.ints(2));
    return graph.apply("Fill", shape, graph.scalar(ElementType.BOOL, 1));
  }

  /** {@code boundary} at each step that is within and the one before, or behind, is not. */
  private static Tensor edge(Arithmetic math, Tensor within, Tensor boundary, boolean before) {
    int[] none = {0, 0};
    int[] one = {0, 1};
    GraphBuilder graph = math.graph();
    Tensor number = math.cast(within, ElementType.INT32);
    Tensor padded = math.pad(number, before ? one : none, before ? none : one);
    Tensor shifted =
        graph.apply("Slice", padded, graph.ints(0, before ? 0 : 1), graph.apply("Shape", number));
    Tensor edges = math.cast(graph.apply("Greater", number, shifted), boundary.type());
    return math.mul(math.expand(edges, 2), math.reshape(boundary, 1, 1, -1));
  }

  private static Tensor argmax(GraphBuilder graph, Tensor x, int axis) {
    return graph
        .op("ArgMax")
        .in(x)
        .in(graph.intScalar(axis))
        .attr("output_type", ElementType.INT32)
        .out();
  }

  private static Tensor decoded(
      GraphBuilder graph,
      Potentials potentials,
      Tensor transitions,
      Tensor lengths,
      MaskedSteps behind) {
    Arithmetic math = new Arithmetic(graph);
    int tags = Math.toIntExact(potentials.shape().dim(2));
    long batch = potentials.shape().dim(0);
    long steps = potentials.shape().dim(1);
    long rest = steps == Shape.UNKNOWN ? steps : steps - 1;
    ElementType type = potentials.tensor().type();
    Tensor first =
        math.squeeze(
            math.slice(potentials.tensor(), new int[] {0, 0, 0}, new int[] {-1, 1, -1}), 1);
    Tensor others = math.slice(potentials.tensor(), new int[] {0, 1, 0}, new int[] {-1, -1, -1});
    Tensor moves = math.max(math.sub(math.cast(lengths, ElementType.INT32), 1), 0);
    Tensor stepped = math.transpose(others, 1, 0, 2);
    Tensor count = Shapes.dim(graph, graph.apply("Shape", stepped), 0);
    Tensor times = graph.apply("Range", graph.intScalar(0), count, graph.intScalar(1));
    Tensor mask = graph.apply("Less", math.expand(times, 1), math.expand(moves, 0));
    Cell forward = new ViterbiCells.Forward(transitions, tags);
    Sequence.Result scored =
        new Sequence(forward, batch, rest, type, behind, true)
            .run(graph, stepped, mask, List.of(first));
    Tensor pointers = reversed(graph, math.transpose(outputs(scored), 1, 0, 2), moves);
    Tensor last = argmax(graph, scored.states().get(0), 1);
    Tensor start = math.cast(math.expand(last, 1), type);
    Sequence.Result walked =
        new Sequence(new ViterbiCells.Backward(tags), batch, rest, type, MaskedSteps.ZEROS, true)
            .run(graph, math.transpose(pointers, 1, 0, 2), null, List.of(start));
    Tensor path = math.transpose(math.squeeze(outputs(walked), 2), 1, 0);
    Tensor whole = math.concat(List.of(start, path), 1);
    Tensor forwards = reversed(graph, whole, math.cast(lengths, ElementType.INT32));
    return math.cast(forwards, ElementType.INT32);
  }

  private static Tensor outputs(Sequence.Result result) {
    @Nullable Tensor outputs = result.outputs();
    if (outputs == null) {
      throw new IllegalStateException("the outputs of every step were asked for");
    }
    return outputs;
  }

  private static Tensor reversed(GraphBuilder graph, Tensor x, Tensor lengths) {
    return graph
        .op("ReverseSequence")
        .in(x)
        .in(lengths)
        .attr("seq_dim", 1)
        .attr("batch_dim", 0)
        .out();
  }
}
