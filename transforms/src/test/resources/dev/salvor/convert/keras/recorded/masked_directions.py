"""Bidirectional over masked steps as TensorFlow 1.13 computes it, and 1.14 to 2.1 after it.

    python masked_directions.py DIR        (TensorFlow 1.13, 1.15)
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

keras = tf.keras
out = sys.argv[1]
if not os.path.isdir(out):
    os.makedirs(out)
version = tf.__version__.replace(".", "_")
random = np.random.RandomState(3)
tokens = np.array([[1, 4, 9, 7, 10, 10], [5, 0, 10, 5, 0, 0], [0, 10, 1, 7, 9, 10]], "int32")
for kind in ("LSTM", "GRU", "SimpleRNN"):
    for sequences in (False, True):
        x = keras.layers.Input((6,), dtype="int32", name="x")
        y = keras.layers.Embedding(12, 4, mask_zero=True, name="embedding")(x)
        layer = getattr(keras.layers, kind)(3, return_sequences=sequences)
        y = keras.layers.Bidirectional(layer, merge_mode="concat", name="y")(y)
        model = keras.models.Model(x, y)
        model.set_weights([random.normal(0, 0.5, weight.shape).astype("float32") for weight in model.get_weights()])
        name = "%s_%s_%s" % (kind.lower(), "sequences" if sequences else "last", version)
        model.save(os.path.join(out, name + ".h5"))
        np.savez(os.path.join(out, name + ".npz"), **{"in/0/0": tokens, "out/0/0": model.predict(tokens)})
