package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer: RNN of any cell, or the layer of one cell, whose arguments stand beside its
 * own (keras/layers/rnn/base_rnn.py). Computed time first.
 */
public final class Recurrent implements LayerConverter {
  private static final Set<String> OWN =
      Set.of(
          "cell",
          "return_sequences",
          "return_state",
          "go_backwards",
          "stateful",
          "unroll",
          "time_major",
          "zero_output_for_mask",
          "use_cudnn",
          "num_constants",
          "input_length",
          "batch_input_shape",
          "batch_shape",
          "input_shape",
          "activity_regularizer");

  private final String cellClass;

  /**
   * @param cellClass class of the cell whose arguments the layer holds; empty for RNN, whose cell
   *     is an argument
   */
  public Recurrent(String cellClass) {
    this.cellClass = cellClass;
  }

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.WHOLE;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("unroll", "use_cudnn", "input_length", "stateful");
    config.only("num_constants", 0);
    RecurrentInputs given = RecurrentInputs.of(call);
    if (!given.sequence().ragged()) {
      return convert(call, given);
    }
    RaggedSequence ragged = RaggedSequence.of(call, given);
    return ragged.outputs(convert(call, ragged.padded()));
  }

  private List<KerasTensor> convert(LayerCall call, RecurrentInputs inputs) {
    LayerConfig config = call.config();
    boolean timeMajor = config.flag("time_major", false);
    boolean backwards = config.flag("go_backwards", false);
    boolean every = config.flag("return_sequences", false);
    KerasTensor x = inputs.sequence();
    if (x.rank() < 3) {
      throw call.refused("takes sequences, the model gives it " + x.shape());
    }
    LayerCall part = call.part("cell", cell(call));
    boolean first = part.config().json().path("data_format").asText().equals("channels_first");
    Steps steps = new Steps(call.graph(), timeMajor, first);
    KerasTensor entered = steps.enter(x);
    Shape feature = entered.shape().slice(2, entered.rank());
    Cell cell = Cells.of(part, feature);
    Sequence sequence =
        new Sequence(
            cell,
            entered.shape().dim(1),
            entered.shape().dim(0),
            call.computeType(),
            MaskedSteps.of(call),
            every);
    Tensor source = entered.tensor();
    Tensor unturned = inputs.mask() == null ? null : steps.enterMask(inputs.mask());
    Tensor mask = unturned;
    if (backwards) {
      source = steps.reverse(source);
      mask = mask == null ? null : steps.reverse(mask);
    }
    List<Tensor> initial = initial(call, inputs, cell);
    Sequence.Result result = sequence.run(call.graph(), source, mask, initial);
    if (unturned != null && sequence.masked() == MaskedSteps.ZEROS_UNTURNED) {
      result = sequence.zeroed(call.graph(), result, unturned);
    }
    return outputs(call, steps, sequence, result, inputs.carried());
  }

  private ObjectNode cell(LayerCall call) {
    ObjectNode json = call.config().json();
    if (cellClass.isEmpty()) {
      return Cells.stackedIfList(call.config().node("cell"), call);
    }
    ObjectNode config = json.deepCopy();
    config.remove(OWN);
    config.fieldNames().forEachRemaining(call.config()::inert);
    ObjectNode layer = json.objectNode();
    layer.put("class_name", cellClass).set("config", config);
    return layer;
  }

  private static List<Tensor> initial(LayerCall call, RecurrentInputs inputs, Cell cell) {
    List<Shape> shapes = cell.states();
    if (!inputs.states().isEmpty() && inputs.states().size() != shapes.size()) {
      throw call.refused(
          String.format(
              "has %d states, the model gives it %d", shapes.size(), inputs.states().size()));
    }
    Arithmetic math = new Arithmetic(call.graph());
    List<Tensor> initial = new ArrayList<>();
    for (KerasTensor state : inputs.states()) {
      KerasTensor last = cell.format().toLast(call.graph(), state);
      initial.add(math.cast(last.tensor(), call.computeType()));
    }
    return initial;
  }

  private static List<KerasTensor> outputs(
      LayerCall call,
      Steps steps,
      Sequence sequence,
      Sequence.Result result,
      @Nullable Tensor mask) {
    Shape batch = Shape.of(sequence.batch());
    Cell cell = sequence.cell();
    List<KerasTensor> outputs = new ArrayList<>();
    if (result.outputs() != null) {
      Shape whole = Shape.of(sequence.length(), sequence.batch()).concat(cell.output());
      outputs.add(steps.leave(KerasTensor.of(result.outputs(), whole)).withMask(mask));
    } else {
      KerasTensor last = KerasTensor.of(result.last(), batch.concat(cell.output()));
      outputs.add(cell.format().fromLast(call.graph(), last));
    }
    if (call.config().flag("return_state", false)) {
      for (int i = 0; i < result.states().size(); i++) {
        Shape shape = batch.concat(cell.states().get(i));
        KerasTensor state = KerasTensor.of(result.states().get(i), shape);
        outputs.add(cell.format().fromLast(call.graph(), state));
      }
    }
    return outputs;
  }

  /** Between the axes of the layer and time first, channels last. */
  private record Steps(GraphBuilder graph, boolean timeMajor, boolean channelsFirst) {

    KerasTensor enter(KerasTensor x) {
      int rank = x.rank();
      int[] order = IntStream.range(0, rank).toArray();
      if (channelsFirst) {
        order = IntStream.range(0, rank).map(i -> i < 2 ? i : i == rank - 1 ? 2 : i + 1).toArray();
      }
      swap(order);
      return move(x, order);
    }

    KerasTensor leave(KerasTensor x) {
      int rank = x.rank();
      int[] order = IntStream.range(0, rank).toArray();
      if (channelsFirst) {
        order = IntStream.range(0, rank).map(i -> i < 2 ? i : i == 2 ? rank - 1 : i - 1).toArray();
      }
      swap(order);
      return move(x, order);
    }

    private void swap(int[] order) {
      if (!timeMajor) {
        order[0] = 1;
        order[1] = 0;
      }
    }

    private KerasTensor move(KerasTensor x, int[] order) {
      Tensor moved = new Arithmetic(graph).transpose(x.tensor(), order);
      return KerasTensor.of(
          moved, Shape.of(IntStream.of(order).mapToLong(x.shape()::dim).toArray()));
    }

    Tensor enterMask(Tensor mask) {
      return timeMajor ? mask : graph.apply("Transpose", mask, graph.ints(1, 0));
    }

    Tensor reverse(Tensor x) {
      return graph.apply("ReverseV2", x, graph.ints(0));
    }
  }
}
