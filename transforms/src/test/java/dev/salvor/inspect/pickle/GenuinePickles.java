package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.PickleAssembler;
import java.nio.charset.StandardCharsets;

/** Pickles as the genuine writers make them, assembled by hand. */
final class GenuinePickles {
  static final String JSON =
      """
      {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "Dense", \
      "config": {"name": "d", "units": 2, "batch_input_shape": [null, 3]}}]}, \
      "keras_version": "2.2.4", "backend": "tensorflow"}\
      """;

  private GenuinePickles() {}

  /** {@code {'json': …, 'weights': [kernel, bias]}}, protocol 3. */
  static PickleAssembler configAndWeights() {
    return new PickleAssembler()
        .proto(3)
        .op("}")
        .op("q\0")
        .mark()
        .text("json")
        .text(JSON)
        .text("weights")
        .op("]")
        .mark()
        .floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6)
        .floats(new int[] {2}, 7, 8)
        .op("e")
        .op("u");
  }

  /** The Sequential of Keras 2.2.4 with its H5 tree, protocol 3. */
  static PickleAssembler h5Dict(byte[] weight) {
    return new PickleAssembler()
        .proto(3)
        .global("keras.engine.sequential", "Sequential")
        .op(")")
        .newObject()
        .op("}")
        .mark()
        .text("_is_group")
        .op("\u0088")
        .text("keras_version")
        .bytes(bytes("2.2.4"))
        .text("backend")
        .bytes(bytes("tensorflow"))
        .text("model_config")
        .bytes(bytes(JSON))
        .text("model_weights")
        .op("}")
        .mark()
        .text("_is_group")
        .op("\u0088")
        .text("layer_names")
        .op("]")
        .bytes(bytes("d"))
        .op("a")
        .text("d")
        .op("}")
        .mark()
        .text("weight_names")
        .op("]")
        .bytes(bytes("d/kernel:0"))
        .op("a")
        .text("d/kernel:0")
        .bytes(weight)
        .text("_d/kernel:0_pickled")
        .op("\u0088")
        .op("u")
        .op("u")
        .op("u")
        .build();
  }

  /** {@code getattr(Functional, '_unpickle_model')(BytesIO)} of Keras 3.3 and later. */
  static PickleAssembler keras3(byte[] archive) {
    return new PickleAssembler()
        .proto(4)
        .global("builtins", "getattr")
        .global("keras.src.models.functional", "Functional")
        .text("_unpickle_model")
        .op("\u0086")
        .reduce()
        .global("_io", "BytesIO")
        .op(")")
        .newObject()
        .mark()
        .bytes(archive)
        .integer(0)
        .none()
        .tuple()
        .build()
        .op("\u0085")
        .reduce();
  }

  /** {@code deserialize_model_from_bytecode(bytes)} of TensorFlow 2.12. */
  static PickleAssembler bytecode(byte[] archive) {
    return new PickleAssembler()
        .proto(3)
        .global("keras.saving.pickle_utils", "deserialize_model_from_bytecode")
        .bytes(archive)
        .op("\u0085")
        .reduce();
  }

  /** A float32 array alone, as it lies in the weights of Keras 2.2.4. */
  static byte[] array() {
    return new PickleAssembler().proto(3).floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6).stop();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
