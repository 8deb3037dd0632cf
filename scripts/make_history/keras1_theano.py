"""Keras 1.2.2 on Theano: convolutions that turn their kernels, channels first."""
from history import make, saved

from keras.layers import Convolution1D, Convolution2D, Dense, Flatten
from keras.models import Sequential


def convolutions():
    return Sequential([
        Convolution2D(4, 3, 3, dim_ordering="th", input_shape=(3, 6, 5), activation="relu"), Flatten(), Dense(2),
    ])


def channels_last():
    return Sequential([Convolution2D(4, 3, 2, dim_ordering="tf", input_shape=(6, 5, 3)), Flatten(), Dense(2)])


def sequences():
    return Sequential([Convolution1D(4, 3, input_shape=(8, 3)), Flatten(), Dense(2)])


def case(build, seed):
    return lambda path: saved(build, seed, path)


if __name__ == "__main__":
    make([
        ("keras1/theano/convolutions.h5", case(convolutions, 21)),
        ("keras1/theano/channels_last.h5", case(channels_last, 22)),
        ("keras1/theano/sequences.h5", case(sequences, 23)),
    ])
