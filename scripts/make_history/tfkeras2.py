"""tf.keras of TensorFlow 2: what came and went from 2.3 to 2.15; each case where its version has it."""
import json

import h5py
import numpy as np
import tensorflow as tf

from history import make, saved

layers = tf.keras.layers
VERSION = tuple(int(part) for part in tf.__version__.split(".")[:2])


def groups():
    """Depthwise and transposed convolutions that store groups."""
    return tf.keras.Sequential([
        layers.DepthwiseConv2D(3, input_shape=(8, 8, 2)), layers.Conv2DTranspose(3, 3), layers.SeparableConv2D(4, 3),
        layers.GlobalAveragePooling2D(),
    ])


def functional():
    entry = layers.Input(shape=(3,))
    return tf.keras.Model(entry, layers.Add()([layers.Dense(4)(entry), layers.Dense(4)(entry)]))


def ops():
    entry = layers.Input(shape=(6, 4))
    hidden = layers.Dense(3)(entry)
    return tf.keras.Model(entry, tf.reduce_mean(tf.nn.gelu(hidden) if VERSION > (2, 3) else tf.nn.relu(hidden), axis=1))


def slices():
    entry = layers.Input(shape=(6, 4))
    return tf.keras.Model(entry, layers.Dense(2)(entry[:, 1:-1, ::2] * 0.5))


def mixed_precision():
    policy = tf.keras.mixed_precision.experimental.Policy if VERSION < (2, 4) else tf.keras.mixed_precision.Policy
    half = policy("mixed_float16")
    return tf.keras.Sequential([
        layers.Dense(4, dtype=half, input_shape=(3,)), layers.Dense(2, dtype="float32"),
    ])


def time_major():
    entry = layers.Input(shape=(3,), batch_size=5)
    steps = layers.Reshape((3, 1))(entry)
    return tf.keras.Model(entry, layers.LSTM(2, time_major=True, return_sequences=True)(steps))


def attention():
    entry = layers.Input(shape=(5, 4))
    return tf.keras.Model(entry, layers.MultiHeadAttention(2, 3)(entry, entry))


def synchronized():
    normalization = layers.BatchNormalization(synchronized=True) if VERSION >= (2, 12) else \
        layers.experimental.SyncBatchNormalization()
    return tf.keras.Sequential([layers.Dense(3, input_shape=(4,)), normalization])


def bidirectional():
    return tf.keras.Sequential([
        layers.Bidirectional(layers.GRU(3, return_sequences=True), input_shape=(5, 2)),
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(3), layers.LSTMCell(2)])),
    ])


def normalization(path):
    """Statistics that adapt() found are weights."""
    model = tf.keras.Sequential([tf.keras.Input((3,)), (layers.Normalization if VERSION >= (2, 6) else
                                                        layers.experimental.preprocessing.Normalization)()])
    model.layers[0].adapt(np.random.RandomState(7).normal(3, 2, (64, 3)).astype("float32"))
    model.save(path)
    return model


def array_arguments(path):
    """An alpha that was given as a NumPy value and stored as a description of one."""
    model = saved(lambda: tf.keras.Sequential([
        layers.Dense(4, input_shape=(3,)), layers.LeakyReLU(np.float32(0.25))]), 88, path)
    with h5py.File(path, "r+") as file:
        config = file.attrs["model_config"]
        settings = json.loads(config if isinstance(config, str) else config.decode())
        settings["config"]["layers"][-1]["config"]["alpha"] = {"type": "ndarray", "value": 0.25}
        file.attrs["model_config"] = json.dumps(settings)
    return model


def partly_frozen():
    """Weights of a nested model stand with the trainable ones first."""
    body = tf.keras.Sequential([layers.Dense(4, input_shape=(3,), name="kept", trainable=False),
                                layers.BatchNormalization(name="scaled"), layers.Dense(4, name="tuned")])
    return tf.keras.Sequential([tf.keras.Input((3,)), body, layers.Dense(2)])


def case(build, seed):
    return lambda path: saved(build, seed, path)


CASES = {
    (2, 3): [("groups.h5", case(groups, 71)), ("functional.h5", case(functional, 72)), ("ops.h5", case(ops, 73)),
             ("mixed_precision.h5", case(mixed_precision, 74)), ("normalization.h5", normalization)],
    (2, 6): [("ops.h5", case(ops, 75)), ("slices.h5", case(slices, 76)),
             ("mixed_precision.h5", case(mixed_precision, 77)), ("time_major.h5", case(time_major, 78)),
             ("attention.h5", case(attention, 79)), ("synchronized.h5", case(synchronized, 80)),
             ("array_arguments.h5", array_arguments)],
    (2, 9): [("attention.h5", case(attention, 81)), ("bidirectional.h5", case(bidirectional, 82)),
             ("partly_frozen.h5", case(partly_frozen, 83))],
    (2, 15): [("functional.keras", case(functional, 84)), ("slices.keras", case(slices, 85)),
              ("attention.keras", case(attention, 86)), ("synchronized.keras", case(synchronized, 87)),
              ("bidirectional.keras", case(bidirectional, 89))],
}

if __name__ == "__main__":
    make([("tf.keras-%d.%d/%s" % (VERSION + (path,)), build) for path, build in CASES[VERSION]])
