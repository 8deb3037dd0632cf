"""Activations of whole numbers, which some functions of Keras 3 take as floats.

    python whole_numbers.py DIR        (Keras 3)
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
for dtype in ("int32", "int64"):
    x = keras.Input((4,), name="x", dtype=dtype)
    names = ["tanh", "exponential", "leaky_relu", "relu", "relu6", "linear"]
    outputs = [keras.layers.Activation(name, name=name)(x) for name in names] + [keras.layers.LeakyReLU(0.1, name="layer")(x)]
    model = keras.Model(x, outputs)
    data = np.array([[-2, 0, 3, 9], [1, -1, 7, 2]], dtype)
    model.save(os.path.join(out, "whole_%s.keras" % dtype))
    arrays = {"out/%d/0" % i: np.asarray(value) for i, value in enumerate(model(data))}
    np.savez(os.path.join(out, "whole_%s.npz" % dtype), **{"in/0/0": data}, **arrays)
