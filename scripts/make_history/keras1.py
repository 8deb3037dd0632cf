"""Keras 1.2.2 on TensorFlow: arguments, layers and layouts that Keras 2 changed."""
from history import make, saved

from keras.layers import (
    GRU, LSTM, BatchNormalization, Convolution1D, Convolution2D, Deconvolution2D, Dense, Embedding, Flatten, Highway,
    Input, MaxoutDense, MaxPooling2D, Merge, SReLU, TimeDistributedDense, merge)
from keras.layers.advanced_activations import ParametricSoftplus
from keras.models import Model, Sequential


def arguments():
    return Sequential([
        Convolution2D(4, 3, 2, border_mode="same", subsample=(2, 1), init="uniform", dim_ordering="tf",
                      input_shape=(7, 6, 3)),
        MaxPooling2D(pool_size=(2, 2), border_mode="valid", dim_ordering="tf"),
        Flatten(),
        Dense(output_dim=3, activation="softmax", bias=False),
    ])


def channels_first():
    return Sequential([
        Convolution2D(4, 3, 3, dim_ordering="th", border_mode="same", input_shape=(3, 6, 5)),
        BatchNormalization(mode=0, axis=1),
        Flatten(),
        Dense(3),
    ])


def batch_normalization_modes():
    entry = Input(shape=(5,))
    per_feature = BatchNormalization(mode=0)(entry)
    running = BatchNormalization(mode=2)(entry)
    per_sample = BatchNormalization(mode=1)(entry)
    return Model(input=entry, output=[per_feature, running, per_sample])


def merge_modes():
    left, right = Input(shape=(4, 3)), Input(shape=(4, 3))
    pairs = [merge([left, right], mode=mode) for mode in ("sum", "mul", "ave", "max")]
    return Model(input=[left, right], output=pairs + [
        merge([left, right], mode="concat", concat_axis=1),
        merge([left, right], mode="dot", dot_axes=2),
        merge([Flatten()(left), Flatten()(right)], mode="cos"),
    ])


def branches():
    left, right = Sequential([Dense(4, input_dim=3)]), Sequential([Dense(4, input_dim=5)])
    return Sequential([Merge([left, right], mode="sum"), Dense(2)])


def removed_layers():
    return Sequential([
        Dense(6, input_dim=4), Highway(activation="tanh"), MaxoutDense(5, nb_feature=3), SReLU(), ParametricSoftplus(),
    ])


def time_distributed_dense():
    return Sequential([TimeDistributedDense(3, input_shape=(4, 5), activation="tanh")])


def gates():
    return Sequential([
        Embedding(20, 6, input_length=5, mask_zero=True), LSTM(5, return_sequences=True),
        GRU(4, inner_activation="hard_sigmoid"),
    ])


def sequences():
    return Sequential([Convolution1D(4, 3, subsample_length=2, border_mode="same", input_shape=(9, 3)), LSTM(3)])


def transposed():
    return Sequential([Deconvolution2D(2, 3, 3, output_shape=(None, 9, 9, 2), subsample=(2, 2), dim_ordering="tf",
                                       input_shape=(4, 4, 3))])


def apart(path):
    """Architecture and weights apart."""
    weights = path[:-len(".json")] + "_weights.h5"
    model = saved(arguments, 11, weights)
    model.save_weights(weights, overwrite=True)
    with open(path, "w") as out:
        out.write(model.to_json())
    return model


def case(build, seed):
    return lambda path: saved(build, seed, path)


if __name__ == "__main__":
    make([
        ("keras1/arguments.h5", case(arguments, 1)),
        ("keras1/channels_first.h5", case(channels_first, 2)),
        ("keras1/batch_normalization_modes.h5", case(batch_normalization_modes, 3)),
        ("keras1/merge_modes.h5", case(merge_modes, 4)),
        ("keras1/branches.h5", case(branches, 5)),
        ("keras1/removed_layers.h5", case(removed_layers, 6)),
        ("keras1/time_distributed_dense.h5", case(time_distributed_dense, 7)),
        ("keras1/gates.h5", case(gates, 8)),
        ("keras1/sequences.h5", case(sequences, 9)),
        ("keras1/transposed.h5", case(transposed, 10)),
        ("keras1/apart.json", apart),
    ])
