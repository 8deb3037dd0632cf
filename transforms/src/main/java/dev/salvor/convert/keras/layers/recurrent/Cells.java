package dev.salvor.convert.keras.layers.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of cells by class name. */
final class Cells {
  private Cells() {}

  /**
   * @param call a view of the layer's call for its cell
   * @param input shape of a step's input, channels last, without the batch axis
   */
  static Cell of(LayerCall call, Shape input) {
    Cell cell =
        switch (call.className()) {
          case "SimpleRNNCell" -> new SimpleRnnCell(call, input);
          case "LSTMCell" -> new LstmCell(call, input, false);
          case "PeepholeLSTMCell" -> new LstmCell(call, input, true);
          case "GRUCell" -> new GruCell(call, input);
          case "ConvLSTM1DCell" -> new ConvLstmCell(call, input, 1);
          case "ConvLSTM2DCell" -> new ConvLstmCell(call, input, 2);
          case "ConvLSTM3DCell" -> new ConvLstmCell(call, input, 3);
          case "ConvLSTMCell" -> new ConvLstmCell(call, input, call.config().integer("rank"));
          case "Addons>ESNCell" -> new EchoStateCell(call, input);
          case "Addons>LayerNormLSTMCell" -> new LayerNormLstmCell(call, input);
          case "Addons>LayerNormSimpleRNNCell" -> new LayerNormSimpleRnnCell(call, input);
          case "Addons>NASCell" -> new NasCell(call, input, false);
          case "keras_contrib>NASCell" -> new NasCell(call, input, true);
          case "StackedRNNCells" -> stacked(call, input);
          default ->
              throw Finding.of(
                      Rule.KERAS_LAYER_UNKNOWN,
                      Location.layer(call.config().path()),
                      "%s: cell '%s' is not a cell of any Keras version",
                      call.config().path(),
                      call.className())
                  .exception();
        };
    List<String> unread = call.config().unread();
    if (!unread.isEmpty()) {
      throw call.refused("has arguments that are not known: " + String.join(", ", unread));
    }
    return cell;
  }

  /** A list of cells is StackedRNNCells of them (keras/layers/rnn/base_rnn.py). */
  static ObjectNode stackedIfList(JsonNode cell, LayerCall call) {
    if (cell instanceof ObjectNode one) {
      return one;
    }
    if (!cell.isArray() || cell.isEmpty()) {
      throw call.refused("has no cell");
    }
    ObjectNode stack = call.config().json().objectNode();
    stack.put("class_name", "StackedRNNCells").putObject("config").set("cells", cell);
    return stack;
  }

  /** Until Keras 2.2.2 and TensorFlow 1.11 the states of the last cell came first. */
  private static boolean lastFirst(Era era) {
    if (era.tfKeras()) {
      return !era.atLeast(2, 2) && era.patch() < 6;
    }
    return !era.atLeast(2, 2) || (!era.atLeast(2, 3) && era.patch() < 3);
  }

  private static Cell stacked(LayerCall call, Shape input) {
    boolean reversed = call.config().flag("reverse_state_order", lastFirst(call.era()));
    List<Cell> cells = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    Shape step = input;
    for (JsonNode entry : call.config().node("cells")) {
      if (!(entry instanceof ObjectNode layer)) {
        throw call.refused("argument cells holds " + entry.getNodeType());
      }
      String name = snake(layer.path("class_name").asText());
      int index = counts.merge(name, 1, Integer::sum) - 1;
      String attribute = "cells/" + (index == 0 ? name : name + "_" + index);
      Cell cell = of(call.part(attribute, layer), step);
      cells.add(cell);
      step = cell.output();
    }
    if (cells.isEmpty()) {
      throw call.refused("has no cells");
    }
    return new StackedCells(List.copyOf(cells), reversed);
  }

  /**
   * {@code LSTMCell} is {@code lstm_cell}, as Keras names what it saves
   * (keras/src/utils/naming.py).
   */
  private static String snake(String className) {
    String plain = className.substring(className.lastIndexOf('>') + 1);
    return plain
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
