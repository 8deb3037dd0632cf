package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;

/** The range of an image's values, {@code value_range}; 0 to 255 where none is stated. */
record ValueRange(double low, double high) {
  static final ValueRange BYTES = new ValueRange(0, 255);

  static ValueRange of(LayerCall call) {
    JsonNode range = call.config().node("value_range");
    return range.isArray()
        ? new ValueRange(range.path(0).asDouble(), range.path(1).asDouble())
        : BYTES;
  }

  /** {@code x} of this range in another (base_image_preprocessing_layer.py). */
  Tensor moved(Arithmetic math, Tensor x, ValueRange to) {
    if (equals(to)) {
      return x;
    }
    Tensor unit = math.div(math.sub(x, low), high - low);
    return math.add(math.mul(unit, to.high - to.low), to.low);
  }
}
