"""Samples of 2017: Keras 1.2.2 and the first tf.keras (TensorFlow 1.4)."""
from common import Sample, fill, make

import keras
from keras.layers import (Convolution2D, Dense, Dropout, Embedding, Flatten, MaxPooling2D, Merge)
from keras.models import Sequential
import tensorflow


def leaf_species(path):
    """A CNN of Theano's days: channels first (dim_ordering "th"), pooled and flattened in that order."""
    model = Sequential([
        Convolution2D(6, 3, 3, border_mode="same", activation="relu", dim_ordering="th", input_shape=(3, 20, 16)),
        MaxPooling2D((2, 2), dim_ordering="th"),
        Convolution2D(10, 3, 5, subsample=(2, 1), init="he_normal", activation="relu", dim_ordering="th"),
        Flatten(),
        Dense(12, activation="tanh"),
        Dropout(0.4),
        Dense(5, activation="softmax", name="species"),
    ])
    model.compile("adadelta", "categorical_crossentropy")
    fill(model, 171).save(path)


def film_taste(path):
    """Two branches joined by the Merge layer that Keras 2 removed."""
    user, film = (Sequential([Embedding(size, 6, input_length=1), Flatten()]) for size in (40, 25))
    model = Sequential([
        Merge([user, film], mode="concat"),
        Dense(8, activation="relu"),
        Dense(1, activation="sigmoid", name="likes"),
    ])
    model.compile("rmsprop", "binary_crossentropy")
    fill(model, 172).save(path)


def ticket_router(path):
    """tf.keras 1.4: a Sequential stored as a bare list, and an LSTM with the old hard_sigmoid by default."""
    layers = tensorflow.keras.layers
    model = tensorflow.keras.models.Sequential([
        layers.Embedding(120, 10, input_length=14, mask_zero=True, name="words"),
        layers.LSTM(12, return_sequences=True, name="reader"),
        layers.LSTM(8, name="summary"),
        layers.Dense(6, activation="softmax", name="queue"),
    ])
    model.compile("adam", "categorical_crossentropy")
    fill(model, 173).save(path)


if __name__ == "__main__":
    keras.backend.clear_session()
    make([
        Sample("vision/2017/leaf_species.h5", leaf_species, []),
        Sample("recommend/film_taste.h5", film_taste, []),
        Sample("text/ticket_router.h5", ticket_router, []),
    ])
