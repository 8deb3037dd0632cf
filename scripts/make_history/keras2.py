"""Keras 2.1.6 and 2.2.4: Sequentials without input layers, recurrent defaults, cuDNN weights."""
import json
import os
import tempfile

import h5py
import keras
from keras import layers
from keras.layers import (
    GRU, LSTM, Activation, Bidirectional, Conv1D, Conv2D, Dense, Embedding, Flatten, Input, LeakyReLU, TimeDistributed)
from keras.models import Model, Sequential

from history import make, saved

OLD = keras.__version__ < "2.2"
AT = "keras-%s" % ".".join(keras.__version__.split(".")[:2])


def first_layer_shape():
    """The batch size is in the first layer's batch_input_shape."""
    return Sequential([Conv2D(3, 3, input_shape=(6, 6, 1)), Flatten(), Dense(2, activation="softmax")])


def dense_shape():
    return Sequential([Dense(4, input_shape=(3,)), Dense(2)])


def nested():
    """Sequential in Sequential in Sequential, as Teachable Machine writes models."""
    body = Sequential([Conv2D(3, 3, input_shape=(6, 6, 1)), Flatten()])
    return Sequential([Sequential([body]), Sequential([Dense(4, input_shape=(48,)), Dense(2)])])


def recurrent():
    """hard_sigmoid gates by default, a GRU that resets before the product."""
    return Sequential([LSTM(4, return_sequences=True, input_shape=(5, 3)), GRU(3)])


def gru_without_bias():
    return Sequential([GRU(3, use_bias=False, input_shape=(5, 2))])


def wrapped():
    return Sequential([
        Bidirectional(LSTM(3, return_sequences=True), merge_mode="sum", input_shape=(5, 2)), TimeDistributed(Dense(2)),
    ])


def old_slope():
    return Sequential([Dense(4, activation="hard_sigmoid", input_shape=(3,))])


def advanced_activations():
    return Sequential([Dense(4, input_shape=(3,)), LeakyReLU(alpha=0.2), layers.ThresholdedReLU(theta=0.3),
                       layers.PReLU(), layers.ELU(alpha=0.7)])


def local():
    return Sequential([layers.LocallyConnected1D(3, 2, input_shape=(6, 2)), Flatten(), Dense(2)])


def cudnn(layer, twin):
    """A model for cuDNN, whose numbers are those of the plain layer that this Keras makes of its weights.

    No CPU has the op: the layer is left without it, which its file does not show.
    """
    def write(path):
        layer._process_batch = lambda self, inputs, state: (state[0], state)
        models = [Sequential([Embedding(12, 4, input_length=5), one]) for one in (layer(3), twin)]
        scratch = os.path.join(tempfile.mkdtemp(), "weights.h5")
        import common
        common.fill(models[0], 31).save(path)
        models[0].save_weights(scratch)
        models[1].load_weights(scratch)
        os.remove(scratch)
        return models[1]
    return write


def apart(path):
    weights = path.rsplit(".", 1)[0] + "_weights.h5"
    model = saved(wrapped, 32, weights)
    model.save_weights(weights)
    with open(path, "w") as out:
        out.write(model.to_yaml() if path.endswith(".yaml") else model.to_json())
    return model


def other_order(path):
    """Weights whose groups are listed in another order than the layers of the model: names tell them apart."""
    entry = Input(shape=(3,), name="entry")
    left, right = (Dense(4, activation=activation, name=name)(entry)
                   for name, activation in (("left", "tanh"), ("right", "relu")))
    model = saved(lambda: Model(entry, layers.Subtract(name="difference")([left, right])), 33, path)
    with h5py.File(path, "r+") as file:
        names = list(file["model_weights"].attrs["layer_names"])
        file["model_weights"].attrs["layer_names"] = names[::-1]
    return model


def forgotten_training(path):
    """Training settings that no Keras knows today."""
    def build():
        model = Sequential([Dense(2, input_shape=(3,)), Activation("sigmoid")])
        model.compile(keras.optimizers.Adam(lr=0.002, decay=1e-6), "mse")
        return model
    model = saved(build, 34, path)
    with h5py.File(path, "r+") as file:
        settings = json.loads(file.attrs["training_config"].decode("utf-8"))
        settings["optimizer_config"]["class_name"] = "Adagrad7"
        settings["loss"] = "our_own_loss"
        file.attrs["training_config"] = json.dumps(settings).encode("utf-8")
    return model


def case(build, seed):
    return lambda path: saved(build, seed, path)


def causal():
    return Sequential([Conv1D(3, 2, padding="causal", dilation_rate=2, input_shape=(7, 2)), Flatten(), Dense(2)])


CASES = [
    ("first_layer_shape.h5", case(first_layer_shape, 41)),
    ("dense_shape.h5", case(dense_shape, 42)),
    ("nested.h5", case(nested, 43)),
    ("recurrent.h5", case(recurrent, 44)),
    ("gru_without_bias.h5", case(gru_without_bias, 45)),
    ("wrapped.h5", case(wrapped, 46)),
    ("old_slope.h5", case(old_slope, 47)),
]
LATER = [
    ("advanced_activations.h5", case(advanced_activations, 48)),
    ("local.h5", case(local, 49)),
    ("causal.h5", case(causal, 50)),
    ("cudnn_lstm.h5", cudnn(layers.CuDNNLSTM, LSTM(3, recurrent_activation="sigmoid"))),
    ("cudnn_gru.h5", cudnn(layers.CuDNNGRU, GRU(3, recurrent_activation="sigmoid", reset_after=True)
                           if not OLD else None)),
    ("apart.json", apart),
    ("apart.yaml", apart),
    ("other_order.h5", other_order),
    ("forgotten_training.h5", forgotten_training),
] if not OLD else []

if __name__ == "__main__":
    make([("%s/%s" % (AT, path), build) for path, build in CASES + LATER])
