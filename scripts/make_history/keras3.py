"""Keras 3: modules, registered names, operations as nodes, its own hard_sigmoid, policies."""
import keras
from keras import layers, ops

from history import make, saved

AT = "keras-%s" % ".".join(keras.__version__.split(".")[:2])


def functional():
    entry = keras.Input(shape=(3,))
    return keras.Model(entry, layers.Add()([layers.Dense(4)(entry), layers.Dense(4)(entry)]))


def operations():
    entry = keras.Input(shape=(6, 4))
    return keras.Model(entry, ops.mean(ops.relu(layers.Dense(3)(entry)) * 2.0, axis=1)[:, 1:])


def new_slope():
    return keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="hard_sigmoid"), layers.Reshape((4, 1)),
                             layers.LSTM(3, recurrent_activation="hard_sigmoid")])


def shared():
    layer = layers.Dense(4, name="shared")
    left, right = keras.Input((4,)), keras.Input((4,))
    return keras.Model([left, right], layer(left) - layer(right))


def mixed_precision():
    half = keras.DTypePolicy("mixed_float16")
    return keras.Sequential([keras.Input((3,)), layers.Dense(4, dtype=half), layers.Dense(2, dtype="float32")])


def quantized(path):
    import common
    model = common.fill(keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.Dense(2)]), 96)
    model.quantize("int8")
    model.save(path)
    return model


def low_rank(path):
    """LoRA: HDF5 keeps the factors apart, .keras adds them to the kernel."""
    import numpy as np
    entry = keras.Input((6,), dtype="int32")
    hidden = layers.Embedding(11, 6)(entry)
    hidden = layers.EinsumDense("abc,cd->abd", output_shape=(None, 4), bias_axes="d")(hidden)
    hidden = layers.GlobalAveragePooling1D()(layers.Conv1D(3, 2)(hidden))
    import common
    model = common.fill(keras.Model(entry, layers.Dense(4)(hidden)), 97)
    for layer in model.layers:
        if hasattr(layer, "enable_lora"):
            layer.enable_lora(2)
    random = np.random.RandomState(97)
    for weight in model.weights:
        if "lora" in weight.path:
            weight.assign(0.3 * random.normal(size=weight.shape))
    model.save(path)
    return model


def case(build, seed):
    return lambda path: saved(build, seed, path)


if __name__ == "__main__":
    make([(AT + "/" + path, build) for path, build in [
        ("functional.keras", case(functional, 91)),
        ("operations.keras", case(operations, 92)),
        ("new_slope.keras", case(new_slope, 93)),
        ("new_slope.h5", case(new_slope, 93)),
        ("shared.keras", case(shared, 94)),
        ("mixed_precision.keras", case(mixed_precision, 95)),
        ("quantized.keras", quantized),
        ("low_rank.keras", low_rank),
        ("low_rank.h5", low_rank),
    ]])
