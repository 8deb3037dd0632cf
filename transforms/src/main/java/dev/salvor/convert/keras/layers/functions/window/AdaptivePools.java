package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.pooling.AdaptivePooling;
import java.util.Arrays;

/** Pooling to a fixed number of places, as a function (Keras 3.12 and later). */
public final class AdaptivePools {
  private AdaptivePools() {}

  public static FunctionBody.Single of(boolean max) {
    return Channels.last(
        call -> {
          int axes = call.tensor("x").rank() - 2;
          int[] sizes = call.integers("output_size");
          if (sizes.length == 1) {
            sizes = new int[axes];
            Arrays.fill(sizes, call.integers("output_size")[0]);
          }
          if (axes < 1 || axes > 3 || sizes.length != axes) {
            throw call.layer().refused("pools " + call.tensor("x").shape());
          }
          return new AdaptivePooling(axes, max).pooled(call.graph(), call.tensor("x"), sizes);
        });
  }
}
