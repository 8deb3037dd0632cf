package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * Each channel of an image stretched over the value range; acts at inference too (Keras 3.8 and
 * later).
 */
public final class AutoContrast implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("bounding_box_format", "data_format");
    KerasTensor in = call.input();
    ElementType type = call.computeType();
    ValueRange range = ValueRange.of(call);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor original = math.cast(in.tensor(), type);
    Tensor x = range.moved(math, original, ValueRange.BYTES);
    Tensor least = math.reduce("Min", x, true, 1, 2);
    Tensor most = math.reduce("Max", x, true, 1, 2);
    Tensor scale = math.div(call.graph().scalarLike(x, 255), math.sub(most, least));
    Tensor offset = math.mul(math.neg(least), scale);
    Tensor stretched = math.clip(math.add(math.mul(x, scale), offset), 0, 255);
    Tensor back = ValueRange.BYTES.moved(math, stretched, range);
    Tensor result = math.where(math.unary("IsNan", back), original, back);
    return call.unmasked(result, in.shape());
  }
}
