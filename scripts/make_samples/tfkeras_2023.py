"""Samples of TensorFlow 2.15, the last one with Keras 2."""
from common import TWIN, Sample, fill, make

import joblib
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def weld_defects(path):
    """A CNN with the usual parts: rescaling, separable and depthwise convolutions, batch normalization, a residual."""
    photo = keras.Input((16, 20, 3), name="photo")
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="rescale")(photo)
    x = layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False, name="stem")(x)
    x = layers.BatchNormalization(epsilon=2e-3, name="stem_bn")(x)
    x = skip = layers.Activation("swish", name="stem_act")(x)
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="depthwise")(x)
    x = layers.BatchNormalization(scale=False, name="depthwise_bn")(x)
    x = layers.SeparableConv2D(6, 3, padding="same", name="separable")(x)
    x = layers.Add(name="residual")([x, skip])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(0.3, name="drop")(x)
    model = keras.Model(photo, layers.Dense(3, activation="softmax", name="defect")(x), name="weld_defects")
    model.compile("adam", "sparse_categorical_crossentropy")
    fill(model, 231).save(path)


def scoring_bundle(path, twin):
    """joblib.dump of the architecture and the list of weights, as many teams kept models beside their pipelines."""
    model = keras.Sequential([
        keras.Input((11,), name="features"),
        layers.Dense(8, activation="relu", name="hidden"),
        layers.LayerNormalization(name="norm"),
        layers.Dense(1, activation="sigmoid", name="score"),
    ], name="scoring")
    fill(model, 232).save(twin)
    joblib.dump({"model_json": model.to_json(), "weights": model.get_weights()}, path, compress=3)


def doorbell(path):
    """TensorFlow Lite for a device: another runtime's format."""
    model = fill(keras.Sequential([keras.Input((6,)), layers.Dense(4, activation="relu"), layers.Dense(2)]), 233)
    with open(path, "wb") as out:
        out.write(tf.lite.TFLiteConverter.from_keras_model(model).convert())


if __name__ == "__main__":
    make([
        Sample("vision/2023/weld_defects.h5", weld_defects, ["--range", "0", "255"]),
        Sample("notebooks/scoring.joblib", scoring_bundle, TWIN),
        Sample("devices/doorbell.tflite", doorbell),
    ])
