package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
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
    JsonNode range = config.node("value_range");
    double low = range.isArray() ? range.path(0).asDouble() : 0;
    double high = range.isArray() ? range.path(1).asDouble() : 255;
    Arithmetic math = new Arithmetic(call.graph());
    Tensor original = math.cast(in.tensor(), type);
    Tensor x = moved(math, original, low, high, 0, 255);
    Tensor least = math.reduce("Min", x, true, 1, 2);
    Tensor most = math.reduce("Max", x, true, 1, 2);
    Tensor scale = math.div(call.graph().scalarLike(x, 255), math.sub(most, least));
    Tensor offset = math.mul(math.neg(least), scale);
    Tensor stretched = math.clip(math.add(math.mul(x, scale), offset), 0, 255);
    Tensor back = moved(math, stretched, 0, 255, low, high);
    Tensor result = math.where(math.unary("IsNan", back), original, back);
    return call.unmasked(result, in.shape());
  }

  private static Tensor moved(
      Arithmetic math, Tensor x, double low, double high, double toLow, double toHigh) {
    if (low == toLow && high == toHigh) {
      return x;
    }
    Tensor unit = math.div(math.sub(x, low), high - low);
    return math.add(math.mul(unit, toHigh - toLow), toLow);
  }
}
