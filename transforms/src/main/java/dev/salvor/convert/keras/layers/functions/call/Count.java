package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/**
 * A number of something that is an argument, constant or computed.
 *
 * @param tensor an int32 scalar
 * @param known its value, {@link Shape#UNKNOWN} where it is computed
 */
public record Count(Tensor tensor, long known) {

  public static Count of(FunctionCall call, String name) {
    if (!call.isTensor(name)) {
      int value = call.integer(name);
      return new Count(call.graph().intScalar(value), value);
    }
    KerasTensor given = call.tensor(name);
    if (given.type().floating()) {
      throw call.layer().refused("counts " + name + " in " + given.type().id());
    }
    Tensor number = call.math().cast(given.tensor(), ElementType.INT32);
    Tensor scalar = given.rank() == 0 ? number : call.math().reshape(number);
    return new Count(scalar, Shape.UNKNOWN);
  }

  /** The same; {@code absent} where it is not given. */
  public static Count of(FunctionCall call, String name, int absent) {
    return call.has(name) ? of(call, name) : new Count(call.graph().intScalar(absent), absent);
  }
}
