"""tf.keras of TensorFlow 1.15: names of its own, ops as layers, policies."""
from history import make, saved

import tensorflow as tf

layers = tf.keras.layers


def v1_classes():
    """BatchNormalizationV1 with arguments of training."""
    return tf.keras.Sequential([
        layers.Conv2D(3, 3, input_shape=(6, 6, 1)), tf.compat.v1.keras.layers.BatchNormalization(),
        layers.Flatten(), layers.Dense(2),
    ])


def ops():
    """TensorFlow ops called on layers' outputs: TensorFlowOpLayer."""
    entry = layers.Input(shape=(4,))
    hidden = layers.Dense(3)(entry)
    return tf.keras.Model(entry, tf.nn.relu(hidden * 2.0 + 1.0))


def time_major():
    return tf.keras.Sequential([layers.LSTM(3, time_major=False, input_shape=(5, 2)), layers.Dense(2)])


def rectified():
    return tf.keras.Sequential([layers.Dense(4, input_shape=(3,)),
                                layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2)])


def case(build, seed):
    return lambda path: saved(build, seed, path)


if __name__ == "__main__":
    make([("tf.keras-1.15/" + path, build) for path, build in [
        ("v1_classes.h5", case(v1_classes, 61)),
        ("ops.h5", case(ops, 62)),
        ("time_major.h5", case(time_major, 63)),
        ("rectified.h5", case(rectified, 64)),
    ]])
