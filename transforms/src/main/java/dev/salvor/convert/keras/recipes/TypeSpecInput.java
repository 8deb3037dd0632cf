package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/**
 * {@code Input(type_spec=…)}: an input layer that keeps the specification of its tensor in the
 * place of shape and type (tf.keras 2.4 to 2.15, engine/input_layer.py): {@code [shape, dtype,
 * name]}, of a ragged tensor {@code [shape, dtype, ragged_rank, row_splits_dtype]}. A specification
 * that says more than an input layer does is left, and the layer refused for having no shape.
 */
final class TypeSpecInput implements Recipe {

  @Override
  public String id() {
    return "keras2/type-spec";
  }

  @Override
  public String description() {
    return "The type_spec of an input layer was read as its shape and type.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    if (!layer.path("class_name").asText().equals("InputLayer")
        || !(layer.path("config") instanceof ObjectNode config)
        || config.hasNonNull("batch_input_shape")
        || config.hasNonNull("batch_shape")) {
      return false;
    }
    JsonNode serialized = config.path("type_spec").path("serialized");
    JsonNode shape = serialized.path(0);
    String kind = config.path("type_spec").path("type_spec").asText();
    boolean ragged = kind.equals("tf.RaggedTensorSpec");
    boolean plain = kind.equals("tf.TensorSpec") && serialized.size() == 3;
    boolean fits =
        plain
            || (ragged
                && serialized.size() == 4
                && serialized.path(3).asText().equals("int64")
                && serialized.path(2).asInt() == raggedAxes(shape));
    if (!shape.isArray() || !serialized.path(1).isTextual() || !fits) {
      return false;
    }
    config.remove("type_spec");
    config.set("batch_shape", shape);
    config.set("dtype", serialized.path(1));
    config.put("sparse", false).put("ragged", ragged);
    return true;
  }

  /** The last axis of unknown length, which is the innermost ragged one of an input. */
  private static int raggedAxes(JsonNode shape) {
    int axes = shape.size() - 1;
    while (axes > 0 && !shape.path(axes).isNull()) {
      axes--;
    }
    return axes;
  }
}
