"""Samples of 2017: Keras 1.2.2 and the first tf.keras (TensorFlow 1.4)."""
from common import Sample, fill, make

import keras
from keras.layers import Dense, Embedding, Flatten, Merge
from keras.models import Sequential
import tensorflow


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
        Sample("recommend/film_taste.h5", film_taste, []),
        Sample("text/ticket_router.h5", ticket_router, []),
    ])
