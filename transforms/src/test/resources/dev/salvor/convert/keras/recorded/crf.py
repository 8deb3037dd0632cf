"""CRF of keras_contrib (its repository, commit 0d23054), with what it computes.

    python crf.py DIR        (Keras 2.2.4, 2.3.1; there with the names of arguments that add_weight asks for)
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras_contrib.layers import CRF

K, L = keras.backend, keras.layers
OUT = sys.argv[1]
TOKENS = np.array([[1, 2, 3, 0, 0], [4, 5, 6, 7, 8], [3, 0, 0, 0, 0], [0, 0, 2, 0, 5]], "float32")


def tagged(steps=5, masked=True, **options):
    def build():
        entry = L.Input((steps,), name="x")
        hidden = L.Embedding(9, 6, mask_zero=masked)(entry)
        return keras.models.Model(entry, CRF(4, **options)(hidden)), TOKENS
    return build


def long(**options):
    def build():
        entry = L.Input((12, 3), name="x")
        return keras.models.Model(entry, CRF(3, **options)(entry)), np.random.RandomState(3).randn(5, 12, 3)
    return build


def followed():
    entry = L.Input((5,), name="x")
    hidden = CRF(4, learn_mode="marginal")(L.Embedding(9, 6, mask_zero=True)(entry))
    return keras.models.Model(entry, L.LSTM(3)(hidden)), TOKENS


CASES = {
    "crf": tagged(),
    "crf_plain": tagged(masked=False),
    "crf_unknown": tagged(None),
    "crf_bare": tagged(masked=False, use_boundary=False, use_bias=False),
    "crf_bare_mask": tagged(use_boundary=False, sparse_target=True, activation="tanh"),
    "crf_unroll": tagged(unroll=True),
    "crf_marginal": tagged(learn_mode="marginal"),
    "crf_marginal_plain": tagged(masked=False, learn_mode="marginal", activation="relu"),
    "crf_join_marginal": tagged(learn_mode="join", test_mode="marginal", use_bias=False),
    "crf_marginal_viterbi": tagged(learn_mode="marginal", test_mode="viterbi"),
    "crf_long": long(),
    "crf_long_marginal": long(learn_mode="marginal"),
    "crf_followed": followed,
}

for name in sorted(CASES):
    K.clear_session()
    try:
        model, data = CASES[name]()
        random = np.random.RandomState(sum(map(ord, name)))
        model.set_weights([random.randn(*weight.shape).astype("float32") for weight in model.get_weights()])
        got = model.predict(data.astype("float32"))
        model.save(os.path.join(OUT, name + ".h5"))
    except Exception as error:
        print(name, type(error).__name__, str(error)[:250])
        continue
    np.savez(os.path.join(OUT, name + ".npz"), **{"in/0/0": data.astype("float32"), "out/0/0": got})
