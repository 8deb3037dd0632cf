package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Functions with {@code data_format} as such with channels last: inputs and results with channels
 * first are transposed. Where Keras stores None, that is the user's setting, which is channels last
 * unless somebody changed it.
 */
public final class Channels {
  private Channels() {}

  /** Of windows, whose channels come after the batch. */
  public static FunctionBody.Single last(FunctionBody.Single body) {
    return call -> first(call) ? moved(call, body, 1) : body.apply(call);
  }

  /** Of images, which come in batches or one at a time. */
  public static FunctionBody.Single images(FunctionBody.Single body, String... names) {
    return call -> {
      FunctionCall batch = call;
      boolean single = false;
      for (String name : names) {
        KerasTensor x = call.tensor(name);
        single = x.rank() == 3;
        if (single) {
          Shape shape = Shape.of(1).concat(x.shape());
          KerasTensor one = KerasTensor.of(call.math().expand(x.tensor(), 0), shape);
          batch = batch.replacing(name, one);
        } else if (x.rank() != 4) {
          throw call.layer().refused("is called with images " + x.shape());
        }
        if (first(call)) {
          batch = batch.replacing(name, permuted(batch, batch.tensor(name), toLast(4, 1)));
        }
      }
      KerasTensor result = body.apply(batch.without("data_format"));
      if (first(call) && result.rank() >= 4) {
        result = permuted(call, result, fromLast(result.rank(), 3));
      }
      return single
          ? KerasTensor.of(
              call.math().squeeze(result.tensor(), 0), result.shape().slice(1, result.rank()))
          : result;
    };
  }

  static boolean first(FunctionCall call) {
    String format = call.text("data_format", "channels_last");
    if (format.equals("channels_first")) {
      return true;
    }
    if (!format.equals("channels_last")) {
      throw call.layer().refused("has data_format " + format);
    }
    return false;
  }

  private static KerasTensor moved(FunctionCall call, FunctionBody.Single body, int axis) {
    KerasTensor x = call.tensor("x");
    KerasTensor last = permuted(call, x, toLast(x.rank(), axis));
    KerasTensor result = body.apply(call.replacing("x", last).without("data_format"));
    return permuted(call, result, fromLast(result.rank(), result.rank() - 1));
  }

  private static int[] toLast(int rank, int axis) {
    return IntStream.concat(IntStream.range(0, rank).filter(i -> i != axis), IntStream.of(axis))
        .toArray();
  }

  private static int[] fromLast(int rank, int channels) {
    return IntStream.concat(
            IntStream.of(0, channels), IntStream.range(1, rank).filter(i -> i != channels))
        .toArray();
  }

  private static KerasTensor permuted(FunctionCall call, KerasTensor x, int[] order) {
    long[] dims = IntStream.of(order).mapToLong(x.shape()::dim).toArray();
    return KerasTensor.of(call.math().transpose(x.tensor(), order), Shape.of(dims));
  }

  /** Refuses a {@code data_format} in which channels are not last. */
  public static void requireLast(FunctionCall call) {
    String format = call.text("data_format", "channels_last");
    if (!List.of("channels_last", "NHWC", "NWC", "NDHWC").contains(format)) {
      throw call.layer().refused("has data_format " + format + ", which is not supported");
    }
  }
}
