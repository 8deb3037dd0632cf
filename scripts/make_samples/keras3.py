"""Samples of Keras 3.6 on TensorFlow 2.18."""
import os

from common import Sample, fill, make

import keras
from keras import layers
import numpy as np
import tensorflow as tf


def energy_forecast(path):
    """A Keras 3 archive: attention, layer normalization, two inputs."""
    history, weather = keras.Input((10, 4), name="history"), keras.Input((3,), name="weather")
    x = layers.Dense(8, name="embed")(history)
    attended = layers.MultiHeadAttention(2, 4, name="attend")(x, x)
    x = layers.LayerNormalization(name="settle")(layers.Add(name="keep")([x, attended]))
    x = layers.LSTM(6, name="carry")(x)
    x = layers.Concatenate(name="outlook")([x, layers.Dense(3, activation="gelu", name="sky")(weather)])
    model = keras.Model([history, weather], layers.Dense(2, name="load")(x), name="energy_forecast")
    model.compile("adamw", "mae")
    fill(model, 361).save(path)


class Eta(tf.Module):
    """Travel times: two signatures that share a table of variables."""

    def __init__(self, seed):
        random = np.random.RandomState(seed)
        self.zones = tf.Variable(random.normal(size=(12, 5)), dtype=tf.float32, name="zones")
        self.hours = tf.Variable(random.normal(size=(5, 3)), dtype=tf.float32, name="hours")

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.int64, "trip")])
    def minutes(self, trip):
        """Minutes between two zones."""
        ends = tf.gather(self.zones, trip % 12)
        return {"minutes": tf.nn.softplus(tf.reduce_sum(ends[:, 0] * ends[:, 1], axis=1))}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, "zone")])
    def profile(self, zone):
        """How a zone's traffic is spread over the day."""
        return {"profile": tf.nn.softmax(tf.matmul(tf.gather(self.zones, zone % 12), self.hours))}


def eta(path, seed=362):
    """A SavedModel of TensorFlow 2 with two signatures."""
    module = Eta(seed)
    tf.saved_model.save(module, path, {"serving_default": module.minutes, "profile": module.profile})


def eta_lost_shard(path):
    """The same after a copy that stopped: the variables' data file is not there."""
    eta(path, seed=363)
    os.remove(os.path.join(path, "variables", "variables.data-00000-of-00001"))


if __name__ == "__main__":
    make([
        Sample("demand/energy_forecast.keras", energy_forecast, []),
        Sample("serving/eta/3", eta, []),
        Sample("serving/eta/4", eta_lost_shard),
    ])
