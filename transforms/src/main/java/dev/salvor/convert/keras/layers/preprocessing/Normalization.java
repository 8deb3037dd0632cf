package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code (x - mean) / max(sqrt(variance), 1e-7)}, or its inverse. Mean and variance are weights,
 * with a count beside them, or lie in the configuration
 * (keras/layers/preprocessing/normalization.py).
 */
public final class Normalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    KerasTensor x = call.input();
    ElementType type = call.computeType();
    int[] axes = axes(call, x.shape());
    Shape kept = Shape.of(IntStream.of(axes).mapToLong(x.shape()::dim).toArray());
    Shape broadcast = Shape.SCALAR;
    for (int i = 0; i < x.rank(); i++) {
      int axis = i;
      boolean stays = IntStream.of(axes).anyMatch(a -> a == axis);
      broadcast = broadcast.append(stays ? x.shape().dim(i) : 1);
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor mean;
    Tensor variance;
    if (config.has("mean")) {
      mean = constant(call, "mean", kept, broadcast);
      variance = constant(call, "variance", kept, broadcast);
    } else {
      config.inert("variance");
      mean = math.reshape(call.frozenWeight("mean", kept.dims()), x.tensor(), broadcast);
      variance = math.reshape(call.frozenWeight("variance", kept.dims()), x.tensor(), broadcast);
      call.weight("count", ElementType.INT64, false, Shape.SCALAR);
    }
    Tensor deviation = math.max(math.sqrt(variance), 1e-7);
    Tensor value = math.cast(x.tensor(), type);
    Tensor result =
        config.flag("invert", false)
            ? math.add(mean, math.mul(value, deviation))
            : math.div(math.sub(value, mean), deviation);
    Tensor mask = call.era().major() >= 3 ? call.mask().orElse(null) : null;
    return List.of(new KerasTensor(result, x.shape(), mask));
  }

  /** Axes that have statistics of their own, none where {@code axis} is null. */
  private static int[] axes(LayerCall call, Shape input) {
    if (!call.config().has("axis")) {
      return call.config().json().has("axis") ? new int[0] : new int[] {input.rank() - 1};
    }
    int[] axes =
        IntStream.of(call.config().integers("axis"))
            .map(axis -> axis < 0 ? axis + input.rank() : axis)
            .sorted()
            .toArray();
    if (IntStream.of(axes).anyMatch(axis -> axis < 0 || axis >= input.rank())) {
      throw call.refused("normalizes " + call.config().node("axis") + " of " + input);
    }
    return axes;
  }

  private static Tensor constant(LayerCall call, String key, Shape kept, Shape broadcast) {
    Arithmetic math = new Arithmetic(call.graph());
    KerasTensor given = Numbers.of(call, key, call.computeType(), 0);
    if (given.rank() == 0 || given.rank() == broadcast.rank()) {
      return given.tensor();
    }
    Tensor ones =
        call.graph()
            .apply(
                "Fill", call.graph().ints(ints(kept)), call.graph().scalarLike(given.tensor(), 1));
    return math.reshape(math.mul(given.tensor(), ones), given.tensor(), broadcast);
  }

  private static int[] ints(Shape shape) {
    return IntStream.range(0, shape.rank()).map(i -> Math.toIntExact(shape.dim(i))).toArray();
  }
}
