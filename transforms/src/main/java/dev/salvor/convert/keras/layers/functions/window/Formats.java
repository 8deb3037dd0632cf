package dev.salvor.convert.keras.layers.functions.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How tf.nn writes data formats, strides and paddings. */
public final class Formats {
  private Formats() {}

  /** {@code NHWC}, {@code NCHW} and their kin of one and three axes, or Keras's names. */
  public static DataFormat of(FunctionCall call) {
    String format = call.text("data_format", "channels_last");
    return switch (format) {
      case "channels_last", "NHWC", "NWC", "NDHWC", "" -> DataFormat.CHANNELS_LAST;
      case "channels_first", "NCHW", "NCW", "NCDHW" -> DataFormat.CHANNELS_FIRST;
      default -> throw call.layer().refused("has data_format " + format);
    };
  }

  /**
   * A number an axis: one for all, one each, or a list with those of batch and channels, which are
   * 1.
   */
  static int[] spatial(FunctionCall call, String name, DataFormat format, int axes) {
    int[] given = call.has(name) ? call.integers(name) : new int[] {1};
    if (given.length == 1) {
      int[] all = new int[axes];
      Arrays.fill(all, given[0]);
      return all;
    }
    if (given.length == axes) {
      return given;
    }
    int first = format.channelsFirst() ? 2 : 1;
    int channels = format.channelsFirst() ? 1 : axes + 1;
    if (given.length != axes + 2 || given[0] != 1 || given[channels] != 1) {
      throw call.layer().refused("has " + name + " " + Arrays.toString(given));
    }
    return Arrays.copyOfRange(given, first, first + axes);
  }

  /** {@code valid} or {@code same}; {@code explicit} where it is a list. */
  static String padding(FunctionCall call) {
    JsonNode given = call.constant("padding");
    call.find("explicit_paddings");
    if (given.isArray() || given.asText().equals("EXPLICIT")) {
      return "explicit";
    }
    String padding = call.text("padding", "valid").toLowerCase(Locale.ROOT);
    if (!padding.equals("valid") && !padding.equals("same")) {
      throw call.layer().refused("has padding " + padding);
    }
    return padding;
  }

  /** Pairs of an explicit padding for every axis, channels last. */
  static List<int[]> edges(FunctionCall call, DataFormat format) {
    JsonNode given = call.constant("padding");
    List<int[]> edges = new ArrayList<>();
    if (!given.isArray()) {
      int[] flat = call.integers("explicit_paddings");
      for (int i = 0; i + 1 < flat.length; i += 2) {
        edges.add(new int[] {flat[i], flat[i + 1]});
      }
      given = JsonNodeFactory.instance.arrayNode();
    }
    for (JsonNode pair : given) {
      boolean known = pair.size() == 2 && pair.get(0).isInt() && pair.get(1).isInt();
      if (!known) {
        throw call.layer().refused("has padding " + given);
      }
      edges.add(new int[] {pair.get(0).intValue(), pair.get(1).intValue()});
    }
    if (format.channelsFirst() && edges.size() > 1) {
      edges.add(edges.remove(1));
    }
    return edges;
  }
}
