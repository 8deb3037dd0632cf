package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.ragged.Rows;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A recurrent layer forwards and backwards (keras/layers/rnn/bidirectional.py). The backward layer
 * is the forward one with {@code go_backwards} turned round, unless one is given.
 */
public final class Bidirectional implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.WHOLE;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.only("num_constants", 0);
    ObjectNode forward = layer(call, "layer");
    ObjectNode backward =
        config.has("backward_layer") ? layer(call, "backward_layer") : reversed(forward);
    prepare(forward, call.era());
    prepare(backward, call.era());
    RecurrentInputs inputs = RecurrentInputs.of(call);
    List<KerasTensor> states = inputs.states();
    if (states.size() % 2 != 0) {
      throw call.refused("is called with " + states.size() + " states, which are not pairs");
    }
    int half = states.size() / 2;
    List<KerasTensor> there =
        call.callChild("forward_layer", forward, inputs.with(states.subList(0, half)), Map.of());
    List<KerasTensor> back =
        call.callChild(
            "backward_layer", backward, inputs.with(states.subList(half, 2 * half)), Map.of());
    boolean every = argument(forward, "return_sequences").asBoolean(false);
    boolean timeMajor = argument(forward, "time_major").asBoolean(false);
    Tensor mask = every ? inputs.carried() : null;
    KerasTensor y = there.get(0).withMask(mask);
    KerasTensor rev = back.get(0).withMask(mask);
    if (every) {
      rev = rev.ragged() ? new Rows(call.graph()).reversed(rev) : turned(call, rev, timeMajor);
    }
    List<KerasTensor> outputs = new ArrayList<>(merge(call, y, rev));
    outputs.addAll(there.subList(1, there.size()));
    outputs.addAll(back.subList(1, back.size()));
    return outputs;
  }

  private static List<KerasTensor> merge(LayerCall call, KerasTensor y, KerasTensor rev) {
    Arithmetic math = new Arithmetic(call.graph());
    JsonNode mode = call.config().node("merge_mode");
    boolean none = call.config().json().has("merge_mode") && mode.isMissingNode();
    if (none) {
      return List.of(y, rev);
    }
    Tensor a = y.tensor();
    Tensor b = rev.tensor();
    Shape shape = y.shape();
    Tensor merged =
        switch (mode.asText("concat")) {
          case "concat" -> {
            shape = shape.with(-1, joined(y.shape().dim(-1), rev.shape().dim(-1)));
            yield math.concat(List.of(a, b), -1);
          }
          case "sum" -> math.add(a, b);
          case "ave" -> math.div(math.add(a, b), 2);
          case "mul" -> math.mul(a, b);
          default -> throw call.refused("argument merge_mode=" + mode + " is not known");
        };
    return List.of(new KerasTensor(merged, shape, y.keptMask(), y.splits()));
  }

  private static KerasTensor turned(LayerCall call, KerasTensor x, boolean timeMajor) {
    Tensor turned =
        call.graph().apply("ReverseV2", x.tensor(), call.graph().ints(timeMajor ? 0 : 1));
    return new KerasTensor(turned, x.shape(), x.keptMask());
  }

  private static long joined(long a, long b) {
    return a == Shape.UNKNOWN || b == Shape.UNKNOWN ? Shape.UNKNOWN : a + b;
  }

  private static ObjectNode layer(LayerCall call, String key) {
    ObjectNode layer =
        call.config().object(key).orElseThrow(() -> call.refused("has no " + key)).deepCopy();
    if (!layer.path("config").isObject()) {
      throw call.refused("argument " + key + " is not a layer");
    }
    return layer;
  }

  private static JsonNode argument(ObjectNode layer, String key) {
    return layer.path("config").path(key);
  }

  private static ObjectNode reversed(ObjectNode forward) {
    ObjectNode backward = forward.deepCopy();
    boolean backwards = argument(forward, "go_backwards").asBoolean(false);
    ((ObjectNode) backward.path("config")).put("go_backwards", !backwards);
    return backward;
  }

  /**
   * Since TensorFlow 1.13 masked steps of a sequence come out as zeros, whatever the layer says
   * (force_zero_output_for_mask). That version took the last step alone for a sequence too, and
   * says so in the file; it shares the Keras version 2.2.4-tf with those up to 2.1.
   */
  private static void prepare(ObjectNode layer, Era era) {
    boolean forced = era.major() >= 3 || (era.tfKeras() && era.atLeast(2, 2));
    if (forced && layer.path("config") instanceof ObjectNode config) {
      boolean stated = !era.atLeast(2, 3) && config.path("zero_output_for_mask").asBoolean(false);
      boolean sequence = config.path("return_sequences").asBoolean(false);
      config.put("zero_output_for_mask", sequence || stated);
    }
  }
}
